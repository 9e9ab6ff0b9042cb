import { setTimeout as sleep } from "node:timers/promises";
import { GatewayError, isOutcomeUnknown } from "../domain/failures/gateway-error.js";
import type { LostAnswer } from "../domain/failures/unknown-outcome.js";
import { asNotApplied } from "../domain/failures/unknown-outcome.js";
import type { Deadline } from "../upstream/deadlines.js";
import { createLookupWaitsMs, maxCreateAttempts } from "./constants.js";

/** How a window is created, and found again should the answer get lost. */
export interface Creation<Window> {
  readonly send: () => Promise<Window>;
  /** Asks the provider for a window of these values that was not there before; null where it has none. */
  readonly findCreated: () => Promise<Window | null>;
}

/**
 * Creates one window and not two. Where the answer got lost it is looked for: if it is there, that is the answer; if it
 * surely is not, it is sent once more; where that cannot be told, the failure says that the outcome is unknown.
 */
export async function retryCreate<Window>(creation: Creation<Window>, deadline: Deadline): Promise<Window> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await creation.send();
    } catch (error) {
      if (!isOutcomeUnknown(error)) throw error;
      const found = await waitForCreated(creation, error.lostAnswer, deadline).catch((reason: unknown) => {
        // Not even the list could be read: it cannot be told.
        throw reason instanceof GatewayError || deadline.signal.aborted ? error : reason;
      });
      if (found === "UNKNOWN") throw error;
      if (found !== "ABSENT") return found.window;
      if (attempt === maxCreateAttempts)
        throw new GatewayError(asNotApplied(error.failure), { cause: error });
    }
  }
}

/** ABSENT: it is not there, and will not come. */
async function waitForCreated<Window>(
  { findCreated }: Creation<Window>,
  lostAnswer: LostAnswer,
  { signal, timeLeftMs }: Deadline,
): Promise<{ readonly window: Window } | "ABSENT" | "UNKNOWN"> {
  let window = await findCreated();
  for (const waitMs of lostAnswer === "ENDED" ? [] : createLookupWaitsMs) {
    if (window !== null) break;
    if (timeLeftMs() <= waitMs) return "UNKNOWN";
    await sleep(waitMs, undefined, { signal });
    window = await findCreated();
  }
  if (window !== null) return { window };
  return lostAnswer === "UNKNOWN" ? "UNKNOWN" : "ABSENT";
}
