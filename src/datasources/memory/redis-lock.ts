import type { Lock } from "@sesamecare-oss/redlock";
import { Redlock, ResourceLockedError } from "@sesamecare-oss/redlock";
import type { RedisConnection } from "./redis-connection.js";

/** A replica that dies keeps a lock no longer than this; one that lives extends it. */
const lockMs = 5_000;

/** Makes the locks of which each is held by one replica at a time. */
export function createRedisLocks({ redis, ask }: RedisConnection) {
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
      if (await isTaken(error)) return "taken";
      throw error;
    }
  }

  /** Extends the lock until it is released. One that is lost costs a second reading and nothing else. */
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

/** Whether another replica holds the lock; anything else is a failure of Redis. */
async function isTaken(error: unknown): Promise<boolean> {
  if (!(error instanceof Error && "attempts" in error && Array.isArray(error.attempts))) return false;
  for (const attempt of error.attempts) {
    const { votesAgainst }: { votesAgainst: Map<unknown, Error> } = await attempt;
    if ([...votesAgainst.values()].some((vote) => vote instanceof ResourceLockedError)) return true;
  }
  return false;
}
