import { setTimeout as sleep } from "node:timers/promises";
import { unavailable } from "../../domain/errors.js";
import type { Deadline } from "../deadlines.js";
import { waitFor } from "../deadlines.js";
import type { SharedTier } from "./shared-tier.js";

/** How often a replica looks whether another has ended its write. */
const pollMs = 25;

export type WriteLocks = ReturnType<typeof createWriteLocks>;

/** Makes writes of the same thing wait for each other, in this process and, with a shared tier, in all replicas. */
export function createWriteLocks(shared: SharedTier) {
  /** The last of those who wait for each key. */
  const tails = new Map<string, Promise<void>>();

  return async function exclusively<Result>(
    key: string,
    deadline: Deadline,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const before = tails.get(key) ?? Promise.resolve();
    const { promise: ended, resolve: end } = Promise.withResolvers<void>();
    const tail = before.then(() => ended);
    tails.set(key, tail);
    try {
      await waitFor(before, deadline).catch(giveUp);
      for (;;) {
        const outcome = await shared.exclusively(`write:${key}`, work);
        if (outcome !== null) return outcome.result;
        await sleep(pollMs, undefined, { signal: deadline.signal }).catch(giveUp);
      }
    } finally {
      end();
      if (tails.get(key) === tail) tails.delete(key);
    }
  };
}

function giveUp(): never {
  const message =
    "Other writes of the same window took all the time. Nothing was sent: look at the window, then try again.";
  throw unavailable("TIMEOUT", false, message);
}
