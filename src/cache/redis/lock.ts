import { randomUUID } from "node:crypto";
import type { RedisConnection } from "./connection.js";
import { lockTtlMs } from "./constants.js";

/** Both change a lock only if this holder still has it: once it has expired, another replica may hold it. */
const extendScript = `
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call("PEXPIRE", KEYS[1], ARGV[2])`;
const releaseScript = `
if redis.call("GET", KEYS[1]) ~= ARGV[1] then return 0 end
return redis.call("DEL", KEYS[1])`;

/** Creates locks that only one replica holds at a time. A lock expires `ttlMs` after its replica dies. */
export function createRedisLocks({ redis, run }: RedisConnection, ttlMs = lockTtlMs) {
  return {
    /** Runs the work unless another replica holds the lock; returns null if one does. Without Redis, runs it unlocked. */
    async tryWithLock<Result>(
      key: string,
      work: () => Promise<Result>,
    ): Promise<{ readonly result: Result } | null> {
      const token = randomUUID();
      const extend = () => redis.eval(extendScript, 1, key, token, ttlMs);
      const release = () => redis.eval(releaseScript, 1, key, token);
      const acquired = await run(
        async () => ({ isMine: (await redis.set(key, token, "PX", ttlMs, "NX")) !== null }),
        release,
      );
      if (acquired?.isMine === false) return null;
      // Losing a lock costs one extra refresh; of two writes, the later one wins.
      const extension = acquired && setInterval(() => void run(extend), ttlMs / 3);
      try {
        return { result: await work() };
      } finally {
        if (extension !== null) {
          clearInterval(extension);
          await run(release);
        }
      }
    },
  };
}
