import type { Lock } from "@sesamecare-oss/redlock";
import { ExecutionError, Redlock, ResourceLockedError } from "@sesamecare-oss/redlock";
import type { RedisConnection } from "./redis-connection.js";

/** Makes the locks of which each is held by one replica at a time; one that dies keeps it no longer than `lockMs`. */
export function createRedisLocks({ redis, ask }: RedisConnection, lockMs = 5_000) {
  const redlock = new Redlock([redis], { retryCount: 0, db: redis.options.db ?? 0 });

  return {
    /** Does the work unless another replica holds the lock; null where one does. Without Redis it is done. */
    async exclusively<Result>(
      key: string,
      work: () => Promise<Result>,
    ): Promise<{ readonly result: Result } | null> {
      const lock = await ask(() => acquire(key));
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
      return await redlock.acquire([key], lockMs);
    } catch (error) {
      const votes = await votesAgainst(error);
      if (votes.some((vote) => vote instanceof ResourceLockedError)) return "taken";
      throw votes[0] ?? error;
    }
  }

  /** Extends the lock until it is released. One that is lost costs a second reading; of two writes, that one wins. */
  function keep(lock: Lock): () => Promise<void> {
    let held = lock;
    const extension = setInterval(async () => {
      held = (await ask(() => held.extend(lockMs).catch(() => held))) ?? held;
    }, lockMs / 3);
    return async () => {
      clearInterval(extension);
      await ask(() => held.release().catch(() => null));
    };
  }
}

/** Why Redis refused: another replica holds the lock, or Redis' own failure. */
async function votesAgainst(error: unknown): Promise<readonly Error[]> {
  if (!(error instanceof ExecutionError)) return [];
  const stats = await Promise.all(error.attempts);
  return stats.flatMap((attempt) => [...attempt.votesAgainst.values()]);
}
