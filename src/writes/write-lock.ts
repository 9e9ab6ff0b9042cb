import { setTimeout as sleep } from "node:timers/promises";
import type { SharedTier } from "../cache/shared-tier.js";
import { unavailable } from "../domain/failures/error-factories.js";
import type { Deadline } from "../upstream/deadlines.js";
import { waitFor } from "../upstream/deadlines.js";
import { lockPollMs } from "./constants.js";

export type WriteLock = ReturnType<typeof createWriteLock>;

/** Runs writes with the same key one at a time, in this process and, with a shared tier, across all replicas. */
export function createWriteLock(shared: SharedTier) {
  /** The last queued write for each key. */
  const tails = new Map<string, Promise<void>>();

  return async function withLock<Result>(
    key: string,
    deadline: Deadline,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const before = tails.get(key) ?? Promise.resolve();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const tail = before.then(() => ended);
    tails.set(key, tail);
    try {
      await waitFor(before, deadline).catch(timeOut);
      for (;;) {
        const outcome = await shared.tryWithLock(`write:${key}`, work);
        if (outcome !== null) return outcome.result;
        await sleep(lockPollMs, undefined, { signal: deadline.signal }).catch(timeOut);
      }
    } finally {
      end();
      if (tails.get(key) === tail) tails.delete(key);
    }
  };
}

function timeOut(): never {
  const message =
    "The request timed out while it waited for other writes to the same window. Nothing was sent. Read the window, then try again.";
  throw unavailable("TIMEOUT", false, message);
}
