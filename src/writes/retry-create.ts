import { setTimeout as sleep } from "node:timers/promises";
import { GatewayError, isOutcomeUnknown } from "../domain/failures/gateway-error.js";
import type { LostAnswer } from "../domain/failures/unknown-outcome.js";
import { asNotApplied } from "../domain/failures/unknown-outcome.js";
import type { Deadline } from "../upstream/deadlines.js";
import { createLookupWaitsMs, maxCreateAttempts } from "./constants.js";

/** How to create a window, and how to find it after a lost response. */
export interface Creation<Window> {
  readonly send: () => Promise<Window>;
  /** Searches the provider for a window with these values that did not exist before. */
  readonly findCreated: () => Promise<CreatedSearch<Window>>;
}

/** The window; the error if a new window could not be read, which may be this one; or ABSENT. */
export type CreatedSearch<Window> =
  | { readonly window: Window }
  | { readonly unknown: GatewayError }
  | "ABSENT";

/**
 * Creates at most one window. After a lost response, searches for the window and returns it if it exists. If it certainly
 * does not, sends the creation once more. Otherwise, the failure says that the outcome is unknown.
 */
export async function retryCreate<Window>(creation: Creation<Window>, deadline: Deadline): Promise<Window> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await creation.send();
    } catch (error) {
      if (!isOutcomeUnknown(error)) throw error;
      const found = await waitForCreated(creation, error.lostAnswer, deadline).catch((reason: unknown) => {
        // The list could not be read either, so the outcome stays unknown.
        throw reason instanceof GatewayError || deadline.isOver() ? error : reason;
      });
      if (found === "UNKNOWN") throw error;
      if (found !== "ABSENT") return found.window;
      if (attempt === maxCreateAttempts)
        throw new GatewayError(asNotApplied(error.failure), { cause: error });
    }
  }
}

/** Searches until the window appears. ABSENT: it does not exist and will not appear later. */
async function waitForCreated<Window>(
  { findCreated }: Creation<Window>,
  lostAnswer: LostAnswer,
  { signal, timeLeftMs }: Deadline,
): Promise<{ readonly window: Window } | "ABSENT" | "UNKNOWN"> {
  let found = await findCreated();
  for (const waitMs of lostAnswer === "ENDED" ? [] : createLookupWaitsMs) {
    if (found !== "ABSENT" && "window" in found) return found;
    if (timeLeftMs() <= waitMs) return "UNKNOWN";
    await sleep(waitMs, undefined, { signal });
    found = await findCreated();
  }
  if (found !== "ABSENT") return "window" in found ? found : "UNKNOWN";
  return lostAnswer === "UNKNOWN" ? "UNKNOWN" : "ABSENT";
}
