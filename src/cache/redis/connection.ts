import { setTimeout as sleep } from "node:timers/promises";
import { Redis } from "ioredis";
import type { Logger } from "pino";
import { localShortageOf } from "../../upstream/local-shortage.js";
import { errorsOf, missingPermission, tryCommands } from "./commands.js";
import {
  commandTimeoutMs,
  journalPollMs,
  probeIntervalMs,
  reconnectStepMs,
  silentConnectionMs,
} from "./constants.js";
import { waitRunningTime } from "./running-time.js";

const timedOut = "Command timed out";

export type RedisConnection = ReturnType<typeof createRedisConnection>;

/**
 * Creates a connection that never keeps the gateway waiting. After a command fails or times out, Redis counts as
 * unavailable, and no command is sent until a probe succeeds. Logs one line when Redis becomes unavailable and one when it
 * recovers.
 */
export function createRedisConnection(url: string, keyPrefix: string, logger: Logger) {
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: 2 * commandTimeoutMs,
    // Ends a handshake without a response. `run` applies the timeout of a command.
    socketTimeout: silentConnectionMs,
    // A connection that died silently does not take part in closing it.
    disconnectTimeout: reconnectStepMs,
    // Without a connection, every command fails at once.
    enableOfflineQueue: false,
    // The probe checks more than ioredis would. INFO and CLIENT would be further permissions to grant.
    enableReadyCheck: false,
    disableClientInfo: true,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * reconnectStepMs, probeIntervalMs),
    // Reconnects if the server is no longer the primary.
    reconnectOnError: ({ message }) => message.startsWith("READONLY"),
  });
  // Only reads new journal entries. Without a connection, its commands wait for one.
  const follower = redis.duplicate({
    socketTimeout: 2 * journalPollMs,
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
  });
  let isUnavailable = false;
  let probing: NodeJS.Timeout | undefined;
  let isProbing = false;
  /** Resolves when Redis is available again. */
  let recovery = Promise.withResolvers<void>();
  recovery.resolve();

  function markUnavailable(error: unknown): void {
    if (isUnavailable) return;
    isUnavailable = true;
    recovery = Promise.withResolvers();
    const missing = missingPermission(error, keyPrefix);
    const advice = missing === null ? "" : `. Allow the Redis user in REDIS_URL to ${missing}`;
    logger.warn(
      { problem: problemOf(error) },
      `the shared cache is unavailable: this replica continues with its local cache${advice}`,
    );
    probing = setInterval(() => void markAvailable(), probeIntervalMs).unref();
  }

  async function markAvailable(): Promise<void> {
    if (!isUnavailable || isProbing || redis.status !== "ready" || follower.status !== "ready") return;
    isProbing = true;
    try {
      await inTime(tryCommands(redis, keyPrefix));
    } catch (error) {
      // The connection may have died silently.
      if (isTimeout(error)) redis.disconnect(true);
      return;
    } finally {
      isProbing = false;
    }
    isUnavailable = false;
    clearInterval(probing);
    logger.info("the shared cache is back");
    recovery.resolve();
  }

  for (const each of [redis, follower]) {
    each.on("error", markUnavailable);
    each.on("ready", () => void markAvailable());
  }

  /**
   * Runs a command and returns its result; null if Redis is unavailable or the command fails. Redis may still execute a
   * command that failed: `undo` then runs once Redis is available again.
   */
  async function run<Result>(
    command: () => Promise<Result>,
    undo?: () => Promise<unknown>,
  ): Promise<Result | null> {
    if (isUnavailable) return null;
    const answer = command();
    try {
      return await inTime(answer);
    } catch (error) {
      markUnavailable(error);
      // A late response shows that Redis responds again.
      answer.then(markAvailable, () => {});
      if (undo !== undefined) runLater(undo);
      return null;
    }
  }

  /** Runs a command once Redis is available, without waiting for it. */
  function runLater(command: () => Promise<unknown>): void {
    void recovery.promise.then(() => run(command));
  }

  return {
    redis,
    follower,
    isUnavailable: () => isUnavailable,
    run,
    runLater,

    /** Waits briefly for a connection, then keeps trying in the background. */
    async connect(): Promise<void> {
      const connecting = Promise.all([redis.connect(), follower.connect()])
        .then(() => inTime(tryCommands(redis, keyPrefix)))
        .catch(markUnavailable);
      await Promise.race([connecting, sleep(2 * commandTimeoutMs, undefined, { ref: false })]);
      if (redis.status !== "ready" || follower.status !== "ready") markUnavailable(new Error(timedOut));
    },

    close(): void {
      clearInterval(probing);
      redis.disconnect();
      follower.disconnect();
    },
  };
}

/** Rejects after the command timeout. ioredis's own timeout would include time in which this process was blocked. */
async function inTime<Result>(answer: Promise<Result>): Promise<Result> {
  const answered = new AbortController();
  const timeout = waitRunningTime(commandTimeoutMs, answered.signal).then(() =>
    Promise.reject(new Error(timedOut)),
  );
  try {
    return await Promise.race([answer, timeout]);
  } finally {
    answered.abort();
  }
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.message === timedOut;
}

/** Returns a short code for an error, because its message may contain the address or the command. */
export function problemOf(given: unknown): string {
  const [error] = errorsOf(given);
  if (!(error instanceof Error)) return "unknown";
  const shortage = localShortageOf(error);
  if (shortage !== null) return shortage.code;
  if (error.message === timedOut || error.message.startsWith("Socket timeout")) return "TIMEOUT";
  if ("code" in error && typeof error.code === "string") return error.code;
  // Redis's own messages begin with a code such as READONLY or WRONGTYPE.
  return /^(?:EXECABORT [^:]+: )?([A-Z]{3,}) /.exec(error.message)?.[1] ?? error.name;
}
