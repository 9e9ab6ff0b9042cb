import { setTimeout as sleep } from "node:timers/promises";
import { GatewayError, isNotFound, isOutcomeUnknown } from "../domain/failures/gateway-error.js";
import type { Deadline } from "../upstream/deadlines.js";
import { maxWriteAttempts, writeRetryMs } from "./constants.js";

/**
 * Sends an idempotent write and retries it after a lost response, while attempts and time are left. If a retry is rejected,
 * the first attempt may still have been applied, so the error is that of the lost response.
 */
export async function retryWrite<Result>(
  send: () => Promise<Result>,
  deadline: Deadline,
  /** Checks the state after a lost response. A result ends the write. */
  checkOutcome: () => Promise<Result | "SEND_AGAIN" | "UNKNOWN">,
): Promise<Result> {
  let lost: unknown = null;
  for (let attempt = 1; ; attempt++) {
    try {
      return await send();
    } catch (error) {
      if (lost === null && !isOutcomeUnknown(error)) throw error;
      if (isNotFound(error)) throw error;
      lost ??= error;
      const mayRetry = attempt < maxWriteAttempts && mayPass(error);
      if (!mayRetry || !(await backOff(attempt, deadline))) throw lost;
    }
    const found = await checkOrThrow(checkOutcome, lost);
    if (found === "UNKNOWN") throw lost;
    if (found !== "SEND_AGAIN") return found;
  }
}

async function checkOrThrow<Result>(checkOutcome: () => Promise<Result>, lost: unknown): Promise<Result> {
  try {
    return await checkOutcome();
  } catch (error) {
    // A window that was deleted or changed by someone else is a result; a failed read is not.
    throw isUpstreamFailure(error) ? lost : error;
  }
}

/** Waits before a retry. Returns false if no time is left. */
async function backOff(attempt: number, { signal, timeLeftMs }: Deadline): Promise<boolean> {
  const waitMs = writeRetryMs * 2 ** (attempt - 1) * (0.5 + Math.random());
  if (timeLeftMs() <= waitMs) return false;
  return sleep(waitMs, true, { signal }).catch(() => false);
}

function isUpstreamFailure(error: unknown): boolean {
  return error instanceof GatewayError && error.failure.provider !== null && !isNotFound(error);
}

/** Whether a retry can succeed. */
function mayPass(error: unknown): boolean {
  const kind = error instanceof GatewayError ? error.failure.kind : null;
  return kind === "UpstreamError" || kind === "ThrottledError";
}
