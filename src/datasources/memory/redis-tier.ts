import { Redlock, ResourceLockedError } from "@sesamecare-oss/redlock";
import * as devalue from "devalue";
import { Redis } from "ioredis";
import type { Logger } from "pino";
import type { SharedTier, Snapshot } from "./shared-tier.js";
import type { JournalPosition, WriteEntry, WriteJournal } from "./write-journal.js";

export interface RedisTierOptions {
  /** `redis://` or `rediss://`; may hold a password, and so is never logged. */
  readonly url: string;
  /** Begins the name of every key; gateways of other sources on the same server need another. */
  readonly keyPrefix: string;
  readonly journal: WriteJournal;
  readonly logger: Logger;
}

/** Grows with every change of what is stored: replicas of two releases then do not read each other's. */
const formatVersion = 1;

/** A command that takes longer is given up, and the gateway goes on without. */
const commandTimeoutMs = 1_000;

/** A replica that dies while it reads a source blocks the others no longer than this. The lock is extended while it lives. */
const lockMs = 5_000;

/** The writes that a replica finds when it starts, and how long they are kept. */
const maxJournalEntries = 10_000;
const journalSeconds = 24 * 60 * 60;

/**
 * What replicas share through Redis or Valkey: the last snapshot of each source (a hash), a lock for each source, and
 * the journal of writes (a stream that every replica follows). Should it go away, the replicas go on by themselves and
 * find each other again when it is back.
 */
export async function createRedisTier({
  url,
  keyPrefix,
  journal,
  logger,
}: RedisTierOptions): Promise<SharedTier> {
  const prefix = `${keyPrefix}${formatVersion}:`;
  const journalKey = `${prefix}writes`;
  const snapshotKey = (sourceId: string) => `${prefix}snapshot:${sourceId}`;

  const connection = new Redis(url, {
    lazyConnect: true,
    connectTimeout: commandTimeoutMs,
    commandTimeout: commandTimeoutMs,
    // While it is away every command fails at once.
    enableOfflineQueue: false,
    maxRetriesPerRequest: 0,
    retryStrategy: (attempt) => Math.min(attempt * 100, 2_000),
  });
  logAvailability(connection, logger);
  // Its one command waits for writes; while Redis is away it waits for Redis.
  const follower = connection.duplicate({
    commandTimeout: undefined,
    enableOfflineQueue: true,
    maxRetriesPerRequest: null,
  });
  follower.on("error", () => {});
  const redlock = new Redlock([connection], { retryCount: 0, db: connection.options.db ?? 0 });

  let followed: JournalPosition = "0-0";
  let closed = false;

  async function orNull<Result>(command: () => Promise<Result>): Promise<Result | null> {
    try {
      return await command();
    } catch (error) {
      if (connection.status === "ready") {
        logger.warn({ problem: problemOf(error) }, "the shared cache failed: going on without it");
      }
      return null;
    }
  }

  function enter(entries: readonly (readonly [string, readonly string[]])[]): void {
    for (const [position, [, text = ""]] of entries) {
      const entry = parse<WriteEntry>(text);
      if (entry !== null) journal.add(entry, position);
      followed = position;
    }
  }

  async function follow(): Promise<void> {
    while (!closed) {
      const answer = await follower.xread("BLOCK", 0, "STREAMS", journalKey, followed).catch(() => null);
      for (const [, entries] of answer ?? []) enter(entries);
    }
  }

  await connection.connect().catch(() => {});
  // A snapshot of another replica is right only together with the writes after it.
  enter((await orNull(() => connection.xrange(journalKey, "-", "+"))) ?? []);
  void follow();

  return {
    async load(sourceId, newerThan) {
      return orNull(async () => {
        const fetchedAt = await connection.hget(snapshotKey(sourceId), "fetchedAt");
        if (fetchedAt === null || (newerThan !== null && Number(fetchedAt) <= newerThan.getTime()))
          return null;
        return parse<Snapshot>((await connection.hget(snapshotKey(sourceId), "snapshot")) ?? "");
      });
    },

    async store(sourceId, snapshot, keepForMs) {
      const key = snapshotKey(sourceId);
      const fields = { fetchedAt: snapshot.fetchedAt.getTime(), snapshot: devalue.stringify(snapshot) };
      await orNull(() => connection.multi().hset(key, fields).pexpire(key, keepForMs).exec());
    },

    async exclusively<Result>(sourceId: string, work: () => Promise<Result>) {
      let working: Promise<Result> | null = null;
      const holding = redlock.using([`${prefix}lock:${sourceId}`], lockMs, async () => {
        working = work();
        // What becomes of it is told below; a failure of the lock is another matter.
        await Promise.allSettled([working]);
      });
      const lockError: unknown = await holding.then(
        () => null,
        (error) => error,
      );
      if (working === null && (await isLocked(lockError))) return null;
      return { result: await (working ?? work()) };
    },

    append: (entry) =>
      orNull(async () => {
        const trim = ["MAXLEN", "~", maxJournalEntries] as const;
        const answers = await connection
          .multi()
          .xadd(journalKey, ...trim, "*", "write", devalue.stringify(entry))
          .expire(journalKey, journalSeconds)
          .exec();
        const position = answers?.[0]?.[1];
        return typeof position === "string" ? position : null;
      }),

    async close() {
      closed = true;
      follower.disconnect();
      connection.disconnect();
    },
  };
}

/** One line when it goes and one when it is back. */
function logAvailability(connection: Redis, logger: Logger): void {
  let isAway = false;
  connection.on("error", (error: unknown) => {
    if (isAway) return;
    isAway = true;
    logger.warn(
      { problem: problemOf(error) },
      "the shared cache is away: this replica goes on with its own memory",
    );
  });
  connection.on("ready", () => {
    if (isAway) logger.info("the shared cache is back");
    isAway = false;
  });
}

/** A word for what went wrong. The message of an error may hold the address or the command. */
function problemOf(error: unknown): string {
  if (!(error instanceof Error)) return "unknown";
  return "code" in error && typeof error.code === "string" ? error.code : error.name;
}

/** Null for what no replica of this release has written. */
function parse<Value>(text: string): Value | null {
  try {
    return devalue.parse(text) as Value;
  } catch {
    return null;
  }
}

/** Whether another replica holds the lock; anything else is a failure of Redis. */
async function isLocked(error: unknown): Promise<boolean> {
  if (!(error instanceof Error && "attempts" in error && Array.isArray(error.attempts))) return false;
  for (const attempt of error.attempts) {
    const { votesAgainst }: { votesAgainst: Map<unknown, Error> } = await attempt;
    if ([...votesAgainst.values()].some((vote) => vote instanceof ResourceLockedError)) return true;
  }
  return false;
}
