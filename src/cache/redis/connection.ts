import { setImmediate as nextTurn, setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import type { Logger } from "pino";
import { commandTimeoutMs, journalPollMs, probeIntervalMs, reconnectStepMs } from "./constants.js";

const timedOut = "Command timed out";

export type RedisConnection = ReturnType<typeof createRedisConnection>;

/**
 * A connection that never keeps the gateway waiting: once a command has failed or timed out, Redis counts as unavailable,
 * and no command is sent until a probe succeeds. One line is logged when it becomes unavailable, and one when it is back.
 */
export function createRedisConnection(url: string, keyPrefix: string, logger: Logger) {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2 * commandTimeoutMs,
    // A connection that died silently is replaced. The time of a command is measured in `run`.
    socketTimeout: 4 * commandTimeoutMs,
    // While there is no connection every command fails at once.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * reconnectStepMs, probeIntervalMs),
    // A Redis replica that is no longer the primary.
    reconnectOnError: ({ message }) => message.startsWith("READONLY"),
  });
  // It only waits for new journal entries; without a connection it waits for one.
  const follower = redis.duplicate({
    socketTimeout: 2 * journalPollMs,
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
  });
  let isUnavailable = false;
  let probing: NodeJS.Timeout | undefined;

  function markUnavailable(error: unknown): void {
    if (isUnavailable) return;
    isUnavailable = true;
    logger.warn(
      { problem: problemOf(error) },
      "the shared cache is away: this replica goes on with its own memory",
    );
    probing = setInterval(() => void markAvailable(), probeIntervalMs).unref();
  }

  /** Checks that Redis takes writes in the right database: ioredis goes on in database 0 if it may not use the configured one. */
  async function probe(): Promise<void> {
    await redis.select(redis.options.db ?? 0);
    await redis.set(`${keyPrefix}probe`, "1", "PX", probeIntervalMs);
  }

  async function markAvailable(): Promise<void> {
    if (!isUnavailable || redis.status !== "ready" || follower.status !== "ready") return;
    const isRight = await inTime(probe()).then(
      () => true,
      () => false,
    );
    if (!isRight || !isUnavailable) return;
    isUnavailable = false;
    clearInterval(probing);
    logger.info("the shared cache is back");
  }

  for (const each of [redis, follower]) {
    each.on("error", markUnavailable);
    each.on("ready", () => void markAvailable());
  }

  return {
    redis,
    follower,
    isUnavailable: () => isUnavailable,

    /** Tries to connect for a moment, and goes on trying in the background. */
    async connect(): Promise<void> {
      const connecting = Promise.all([redis.connect(), follower.connect()])
        .then(() => inTime(probe()))
        .catch(markUnavailable);
      await Promise.race([connecting, sleep(2 * commandTimeoutMs, undefined, { ref: false })]);
      if (redis.status !== "ready" || follower.status !== "ready") markUnavailable(new Error(timedOut));
    },

    /** The result of the command; null if Redis is unavailable or fails. */
    async run<Result>(command: () => Promise<Result>): Promise<Result | null> {
      if (isUnavailable) return null;
      try {
        return await inTime(command());
      } catch (error) {
        markUnavailable(error);
        return null;
      }
    },

    close(): void {
      clearInterval(probing);
      redis.disconnect();
      follower.disconnect();
    },
  };
}

/**
 * Fails after the timeout. ioredis's own timeout would also fail for an answer that arrived while the process was busy, as
 * with the import of an SDK: here sockets are read once more first.
 */
async function inTime<Result>(answer: Promise<Result>): Promise<Result> {
  const answered = new AbortController();
  const timeout = sleep(commandTimeoutMs, undefined, { signal: answered.signal })
    .then(() => nextTurn())
    .then(() => Promise.reject(new Error(timedOut)));
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    answered.abort();
  }
}

/** A word for what went wrong. The message of an error may hold the address or the command. */
export function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  if (error.message === timedOut || error.message.startsWith("Socket timeout")) return "TIMEOUT";
  if ("code" in error && typeof error.code === "string") return error.code;
  // Redis begins its own messages with such a word, e.g. READONLY or WRONGTYPE.
  return /^[A-Z]{3,}(?= )/.exec(error.message)?.[0] ?? error.name;
}
