import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import type { Logger } from "pino";

/** A command that takes longer is given up, and the gateway goes on without. */
const commandTimeoutMs = 500;

/** How long the follower's command waits for something new, so that a dead connection shows. */
export const followMs = 5_000;

/** ioredis's own words. */
const timedOut = "Command timed out";

/** How often a Redis that is away is tried. */
const probeMs = 2_000;

export type RedisConnection = ReturnType<typeof createRedisConnection>;

/**
 * A connection that never keeps the gateway waiting: once a command has failed or taken too long, Redis is away, and
 * nothing is asked of it until it answers again. One line is logged when it goes and one when it is back.
 */
export function createRedisConnection(url: string, keyPrefix: string, logger: Logger) {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2 * commandTimeoutMs,
    commandTimeout: commandTimeoutMs,
    // A connection that died silently is replaced.
    socketTimeout: 4 * commandTimeoutMs,
    // While there is no connection every command fails at once.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 100, probeMs),
    // A replica of Redis that is no master any more.
    reconnectOnError: ({ message }) => message.startsWith("READONLY"),
  });
  // One that does nothing but wait for what is new; without a connection it waits for that.
  const follower = redis.duplicate({
    commandTimeout: undefined,
    socketTimeout: 2 * followMs,
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
  });
  let isAway = false;
  let probe: NodeJS.Timeout | undefined;

  function goAway(error: unknown): void {
    if (isAway) return;
    isAway = true;
    logger.warn(
      { problem: problemOf(error) },
      "the shared cache is away: this replica goes on with its own memory",
    );
    probe = setInterval(() => void comeBack(), probeMs).unref();
  }

  /** That it takes writes, and in the right database: ioredis goes on in database 0 where it may not use the one it was told. */
  async function check(): Promise<void> {
    await redis.select(redis.options.db ?? 0);
    await redis.set(`${keyPrefix}probe`, "1", "PX", probeMs);
  }

  async function comeBack(): Promise<void> {
    if (!isAway || redis.status !== "ready" || follower.status !== "ready") return;
    const isRight = await check().then(
      () => true,
      () => false,
    );
    if (!isRight || !isAway) return;
    isAway = false;
    clearInterval(probe);
    logger.info("the shared cache is back");
  }

  for (const each of [redis, follower]) {
    each.on("error", goAway);
    each.on("ready", () => void comeBack());
  }

  return {
    redis,
    follower,
    isAway: () => isAway,

    /** Tries to connect for a moment; goes on trying in the background. */
    async connect(): Promise<void> {
      const connecting = Promise.all([redis.connect(), follower.connect()]).then(check).catch(goAway);
      await Promise.race([connecting, sleep(2 * commandTimeoutMs, undefined, { ref: false })]);
      if (redis.status !== "ready" || follower.status !== "ready") goAway(new Error(timedOut));
    },

    /** What the command gives; null where Redis is away or fails. */
    async ask<Result>(command: () => Promise<Result>): Promise<Result | null> {
      if (isAway) return null;
      try {
        return await command();
      } catch (error) {
        goAway(error);
        return null;
      }
    },

    close(): void {
      clearInterval(probe);
      redis.disconnect();
      follower.disconnect();
    },
  };
}

/** A word for what went wrong. The message of an error may hold the address or the command. */
export function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.message === timedOut || error.message.startsWith("Socket timeout")) return "TIMEOUT";
  if ("code" in error && typeof error.code === "string") return error.code;
  // Redis begins its own messages with such a word, e.g. READONLY or WRONGTYPE.
  return /^[A-Z]{3,}(?= )/.exec(error.message)?.[0] ?? error.name;
}
