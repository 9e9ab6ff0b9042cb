import { setTimeout as sleep } from "node:timers/promises";
import * as devalue from "devalue";
import type { Logger } from "pino";
import type { SharedTier } from "../shared-tier.js";
import type { JournalPosition, WriteEntry, WriteJournal } from "../write-journal.js";
import { createRedisConnection, problemOf } from "./connection.js";
import { journalPollMs, journalRetryMs, journalTtlSeconds, maxJournalEntries } from "./constants.js";
import { createRedisLocks } from "./lock.js";
import { createRedisRecordStore } from "./records.js";
import { decodeSnapshot, encodeSnapshot } from "./snapshot-encoding.js";

export interface RedisTierOptions {
  /** A `redis://` or `rediss://` URL. Never logged, because it may contain a password. */
  readonly url: string;
  /** Prefix of every key. Gateways with different sources on the same server need different prefixes. */
  readonly keyPrefix: string;
  readonly journal: WriteJournal;
  readonly logger: Logger;
}

/** Increment it when the stored format changes, so that replicas of two releases do not read each other's data. */
const formatVersion = 3;

/**
 * Creates the shared tier on Redis or Valkey: the last snapshot of each source (a hash), locks, records of writes, and
 * the journal of writes (a stream that every replica follows). If Redis becomes unavailable, each replica continues alone
 * and rejoins the others when Redis recovers.
 */
export async function createRedisTier({
  url,
  keyPrefix,
  journal,
  logger,
}: RedisTierOptions): Promise<SharedTier> {
  const prefix = `${keyPrefix}${formatVersion}:`;
  const journalKey = `${prefix}writes`;
  const snapshotKey = (sourceKey: string) => `${prefix}snapshot:${sourceKey}`;
  const connection = createRedisConnection(url, prefix, logger);
  const { redis, follower, run } = connection;
  const locks = createRedisLocks(connection);
  const closing = new AbortController();

  function enter(entries: readonly (readonly [string, readonly string[]])[]): void {
    for (const [position, [, text = ""]] of entries) {
      const entry = parse<Partial<WriteEntry> | null | undefined>(text);
      const { sourceKey, key, item } = entry ?? {};
      if (sourceKey && key && item !== undefined) journal.add({ sourceKey, key, item }, position);
    }
  }

  async function follow(from: JournalPosition): Promise<void> {
    let followed = from;
    let isFollowing = true;
    while (!closing.signal.aborted) {
      try {
        const answer = await follower.xread("BLOCK", journalPollMs, "STREAMS", journalKey, followed);
        isFollowing = true;
        for (const [, entries] of answer ?? []) {
          enter(entries);
          followed = entries.at(-1)?.[0] ?? followed;
        }
      } catch (error) {
        if (isFollowing && !connection.isUnavailable() && !closing.signal.aborted) {
          logger.warn({ problem: problemOf(error) }, "cannot follow the writes of other replicas");
        }
        isFollowing = false;
        // After an outage, Redis may have lost its data and restarted its stream ids.
        followed = "0-0";
        await sleep(journalRetryMs, undefined, { signal: closing.signal, ref: false }).catch(() => {});
      }
    }
  }

  await connection.connect();
  // Another replica's snapshot is correct only together with the writes after it.
  const known = (await run(() => redis.xrange(journalKey, "-", "+"))) ?? [];
  enter(known);
  void follow(known.at(-1)?.[0] ?? "0-0");

  return {
    records: createRedisRecordStore(connection, prefix),

    async load(sourceKey, newerThan) {
      const key = snapshotKey(sourceKey);
      const fetchedAt = await run(() => redis.hget(key, "fetchedAt"));
      if (fetchedAt === null || Number(fetchedAt) <= (newerThan?.getTime() ?? 0)) return null;
      const fields = await run(() => redis.hgetallBuffer(key));
      return fields === null ? null : decodeSnapshot(fields);
    },

    async store(sourceKey, snapshot, keepForMs) {
      const key = snapshotKey(sourceKey);
      if (connection.isUnavailable() || keepForMs <= 0) return;
      const fields = await encodeSnapshot(snapshot);
      // An earlier snapshot can have more parts.
      await run(() => redis.multi().del(key).hset(key, fields).pexpire(key, keepForMs).exec());
    },

    tryWithLock: (key, work) => locks.tryWithLock(`${prefix}lock:${key}`, work),

    append: (entry) =>
      run(async () => {
        const trim = ["MAXLEN", "~", maxJournalEntries] as const;
        const answers = await redis
          .multi()
          .xadd(journalKey, ...trim, "*", "write", devalue.stringify(entry))
          .expire(journalKey, journalTtlSeconds)
          .exec();
        const position = answers?.[0]?.[1];
        return typeof position === "string" ? position : null;
      }),

    async close() {
      closing.abort();
      connection.close();
    },
  };
}

/** Parses stored text; returns null if no replica of this release wrote it. */
function parse<Value>(text: string): Value | null {
  try {
    return devalue.parse(text) as Value;
  } catch {
    return null;
  }
}
