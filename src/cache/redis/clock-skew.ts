import type { Logger } from "pino";
import type { Clock } from "../../domain/time/clock.js";
import type { RedisConnection } from "./connection.js";
import { maxClockSkewMs } from "./constants.js";
import { redisTimeMs } from "./redis-time.js";

/**
 * Reads the time of Redis, by which replicas tell each other how old their data is, and so measures how far the clock of this
 * machine is from it. Logs one line when they begin to differ too much and one when they agree again.
 */
export function createRedisTime({ redis, run }: RedisConnection, clock: Clock, logger: Logger) {
  let skewMs: number | null = null;
  let isLarge = false;

  function measure(measuredMs: number): void {
    skewMs = measuredMs;
    const fields = { skewSeconds: Math.round(measuredMs) / 1000 };
    // Half, so that a clock near the limit does not cause line after line.
    const limitMs = isLarge ? maxClockSkewMs / 2 : maxClockSkewMs;
    const wasLarge = isLarge;
    isLarge = Math.abs(measuredMs) > limitMs;
    if (isLarge && !wasLarge)
      logger.warn(
        fields,
        "this machine's clock differs from that of Redis: check the time synchronisation of both",
      );
    if (!isLarge && wasLarge) logger.info(fields, "this machine's clock agrees with that of Redis again");
  }

  return {
    /** Returns the time of Redis in milliseconds; null if it is unavailable. */
    async read(): Promise<number | null> {
      const sentAt = clock();
      const time = await run(() => redis.time());
      if (time === null) return null;
      const receivedAt = clock();
      const redisMs = redisTimeMs(time);
      // Redis read its clock between the two moments, probably half-way.
      measure((sentAt.now.getTime() + receivedAt.now.getTime()) / 2 - redisMs);
      return redisMs;
    },

    /** Returns by how much this machine's clock is ahead of that of Redis, as last measured; null before that. */
    skewMs: (): number | null => skewMs,
  };
}
