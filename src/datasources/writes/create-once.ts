import { setTimeout as sleep } from "node:timers/promises";
import type { UpstreamError } from "../../domain/errors.js";
import { GatewayError, lostAnswerOf } from "../../domain/errors.js";
import { isOver, notMade } from "../../domain/lost-answers.js";
import type { Deadline } from "../deadlines.js";

/** How a window is created, and found again should the answer get lost. */
export interface Creation<Window> {
  readonly send: () => Promise<Window>;
  /** Asks the provider for a window of these values that was not there before; null where it has none. */
  readonly look: () => Promise<Window | null>;
}

const maxAttempts = 2;

/** A provider that is slow may still be at it: it is looked for so long after the first look. */
const laterLooksMs = [500, 1_500];

/**
 * Creates one window and not two. Where the answer got lost it is looked for: if it is there, that is the answer; if it
 * surely is not, it is sent once more; where that cannot be told, the failure says that the outcome is unknown.
 */
export async function createOnce<Window>(creation: Creation<Window>, deadline: Deadline): Promise<Window> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await creation.send();
    } catch (error) {
      const lost = lostAnswerOf(error);
      if (lost === null) throw error;
      const found = await lookFor(creation, lost, deadline).catch((reason: unknown) => {
        // Not even the list could be read: it cannot be told.
        throw reason instanceof GatewayError || deadline.signal.aborted ? error : reason;
      });
      if (found === "UNKNOWN") throw error;
      if (found !== "ABSENT") return found.window;
      if (attempt === maxAttempts) throw new GatewayError(notMade(lost), { cause: error });
    }
  }
}

/** ABSENT: it is not there, and will not come. */
async function lookFor<Window>(
  { look }: Creation<Window>,
  lost: UpstreamError,
  { signal, timeLeftMs }: Deadline,
): Promise<{ readonly window: Window } | "ABSENT" | "UNKNOWN"> {
  const over = isOver(lost);
  let window = await look();
  for (const pauseMs of over === "NOW" ? [] : laterLooksMs) {
    if (window !== null) break;
    if (timeLeftMs() <= pauseMs) return "UNKNOWN";
    await sleep(pauseMs, undefined, { signal });
    window = await look();
  }
  if (window !== null) return { window };
  return over === "UNKNOWN" ? "UNKNOWN" : "ABSENT";
}
