import type { Lock } from "@sesamecare-oss/redlock";
import { ExecutionError, Redlock, ResourceLockedError } from "@sesamecare-oss/redlock";
import type { RedisConnection } from "./connection.js";
import { lockTtlMs } from "./constants.js";

/** Creates locks that only one replica holds at a time. A lock expires `ttlMs` after its replica dies. */
export function createRedisLocks({ redis, run }: RedisConnection, ttlMs = lockTtlMs) {
  const redlock = new Redlock([redis], { retryCount: 0, db: redis.options.db ?? 0 });

  return {
    /** Runs the work unless another replica holds the lock; returns null if one does. Without Redis, runs it unlocked. */
    async tryWithLock<Result>(
      key: string,
      work: () => Promise<Result>,
    ): Promise<{ readonly result: Result } | null> {
      let isLate = false;
      const lock = await run(async () => {
        const acquired = await acquire(key);
        if (isLate && acquired !== "taken") await acquired.release().catch(() => null);
        return acquired;
      });
      // If Redis grants the lock after the timeout, release it at once.
      isLate = lock === null;
      if (lock === "taken") return null;
      const release = lock === null ? async () => {} : keep(lock);
      try {
        return { result: await work() };
      } finally {
        await release();
      }
    },
  };

  async function acquire(key: string): Promise<Lock | "taken"> {
    try {
      return await redlock.acquire([key], ttlMs);
    } catch (error) {
      const votes = await votesAgainst(error);
      if (votes.some((vote) => vote instanceof ResourceLockedError)) return "taken";
      throw votes[0] ?? error;
    }
  }

  /** Extends the lock until it is released. Losing a lock costs one extra refresh; of two writes, the later one wins. */
  function keep(lock: Lock): () => Promise<void> {
    let held = lock;
    // Assigned inside the command, so that an extension that Redis confirms late still counts.
    const extend = async () => {
      held = await held.extend(ttlMs).catch(() => held);
    };
    const extension = setInterval(() => void run(extend), ttlMs / 3);
    return async () => {
      clearInterval(extension);
      await run(() => held.release().catch(() => null));
    };
  }
}

/** Returns why Redis rejected the lock: another replica holds it, or Redis failed. */
async function votesAgainst(error: unknown): Promise<readonly Error[]> {
  if (!(error instanceof ExecutionError)) return [];
  const stats = await Promise.all(error.attempts);
  return stats.flatMap((attempt) => [...attempt.votesAgainst.values()]);
}
