import { setTimeout as sleep } from "node:timers/promises";
import { GatewayError, isNotFound, lostAnswerOf } from "../../domain/errors.js";
import type { Deadline } from "../deadlines.js";

/** In all. More would only press a provider that is in trouble. */
const maxAttempts = 3;

/**
 * Sends a write that may be sent twice until an answer comes, the attempts are used up or the time is over. A definite
 * answer to a repetition says nothing of what came before it: then the failure is that of the answer that got lost.
 */
export async function untilAnswered<Result>(
  send: () => Promise<Result>,
  deadline: Deadline,
  /** Looks how things stand after an answer got lost; a result ends it. */
  look: () => Promise<Result | "SEND_AGAIN" | "UNKNOWN">,
): Promise<Result> {
  let lost: unknown = null;
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (lost === null && lostAnswerOf(error) === null) throw error;
      if (isNotFound(error)) throw error;
      lost ??= error;
      if (attempt === maxAttempts || !mayPass(error) || !(await pause(attempt, deadline))) throw lost;
    }
    const settled = await orIfItFails(look, lost);
    if (settled === "UNKNOWN") throw lost;
    if (settled !== "SEND_AGAIN") return settled;
  }
}

async function orIfItFails<Result>(look: () => Promise<Result>, lost: unknown): Promise<Result> {
  try {
    return await look();
  } catch (error) {
    // A window that is gone or was changed by another is an answer; that it could not be read is none.
    throw isUpstreamFailure(error) ? lost : error;
  }
}

/** False where the time is over. */
async function pause(attempt: number, { signal, timeLeftMs }: Deadline): Promise<boolean> {
  const pauseMs = 50 * 2 ** attempt * (0.5 + Math.random());
  if (timeLeftMs() <= pauseMs) return false;
  return sleep(pauseMs, true, { signal }).catch(() => false);
}

function isUpstreamFailure(error: unknown): boolean {
  return error instanceof GatewayError && error.failure.provider !== null && !isNotFound(error);
}

/** Whether it may go better the next time. */
function mayPass(error: unknown): boolean {
  const kind = error instanceof GatewayError ? error.failure.kind : null;
  return kind === "UpstreamError" || kind === "ThrottledError";
}
