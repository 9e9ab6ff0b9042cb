import { setTimeout as sleep } from "node:timers/promises";
import * as devalue from "devalue";
import type { Logger } from "pino";
import type { Clock, Moment } from "../../domain/time/clock.js";
import type { LoadedSnapshot, SharedTier, Snapshot } from "../shared-tier.js";
import type { JournalPosition, WriteEntry, WriteJournal } from "../write-journal.js";
import { createRedisTime } from "./clock-skew.js";
import { createRedisConnection, problemOf } from "./connection.js";
import {
  formatVersion,
  journalPollMs,
  journalRetryMs,
  journalTtlSeconds,
  maxClockSkewMs,
  maxEntriesPerPublication,
  maxJournalEntries,
} from "./constants.js";
import { createRedisLedState } from "./led-state.js";
import { createRedisLocks } from "./lock.js";
import { createRedisRecordStore } from "./records.js";
import { decodeSnapshot, encodeSnapshot } from "./snapshot-encoding.js";

export interface RedisTierOptions {
  /** A `redis://` or `rediss://` URL. Never logged, because it may contain a password. */
  readonly url: string;
  /** Prefix of every key. Gateways with different sources on the same server need different prefixes. */
  readonly keyPrefix: string;
  readonly journal: WriteJournal;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** An entry of the journal about an item that may have changed. Earlier releases ignore it. */
interface SharedDoubt {
  readonly sourceKey: string;
  /** The key of the item. */
  readonly doubtful: string;
}

/**
 * Creates the shared tier on Redis or Valkey: the last snapshot of each source (a hash), locks, records of writes, and
 * the journal of writes (a stream that every replica follows). If Redis becomes unavailable, each replica continues alone
 * and rejoins the others when Redis recovers.
 */
export async function createRedisTier({
  url,
  keyPrefix,
  journal,
  clock,
  logger,
}: RedisTierOptions): Promise<SharedTier> {
  const prefix = `${keyPrefix}${formatVersion}:`;
  const journalKey = `${prefix}writes`;
  const snapshotKey = (sourceKey: string) => `${prefix}snapshot:${sourceKey}`;
  const connection = createRedisConnection(url, prefix, logger);
  const { redis, follower, run } = connection;
  const locks = createRedisLocks(connection);
  const redisTime = createRedisTime(connection, clock, logger);
  const closing = new AbortController();
  /** The last entry of the journal that this replica has entered. */
  let followed: JournalPosition = "0-0";

  function enter(entries: readonly (readonly [string, readonly string[]])[]): void {
    for (const [position, [, text = ""]] of entries) {
      const entry = parse<Partial<WriteEntry & SharedDoubt> | null | undefined>(text);
      const { sourceKey, key, item, changedBy, readFrom, doubtful } = entry ?? {};
      if (sourceKey && key && item !== undefined)
        journal.add({ sourceKey, key, item, changedBy, readFrom }, position);
      if (sourceKey && doubtful !== undefined) {
        journal.doubts.add(sourceKey, doubtful, { position, atMs: clock().steadyMs });
        journal.advance(position);
      }
      followed = position;
    }
  }

  async function follow(): Promise<void> {
    let isFollowing = true;
    while (!closing.signal.aborted) {
      try {
        const answer = await follower.xread("BLOCK", journalPollMs, "STREAMS", journalKey, followed);
        isFollowing = true;
        for (const [, entries] of answer ?? []) enter(entries);
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

  /** Publishes an entry, and first enters those of other replicas before it: a read that begins now includes them. */
  async function publish(entry: WriteEntry | SharedDoubt): Promise<JournalPosition | null> {
    const answers = await run(() => {
      const trim = ["MAXLEN", "~", maxJournalEntries] as const;
      return redis
        .multi()
        .xadd(journalKey, ...trim, "*", "write", devalue.stringify(entry))
        .expire(journalKey, journalTtlSeconds)
        .xrange(journalKey, followed, "+", "COUNT", maxEntriesPerPublication)
        .exec();
    });
    const [added, , range] = answers?.map(([, result]) => result) ?? [];
    // Safe cast: the type of a transaction's results is unknown. It is null if the command failed.
    enter((range ?? []) as Parameters<typeof enter>[0]);
    return typeof added === "string" ? added : null;
  }

  await connection.connect();
  void redisTime.read();
  // Another replica's snapshot is correct only together with the writes after it.
  enter((await run(() => redis.xrange(journalKey, "-", "+"))) ?? []);
  void follow();

  return {
    records: createRedisRecordStore(connection, prefix),

    async load(sourceKey, knownId) {
      const key = snapshotKey(sourceKey);
      const id = await run(() => redis.hget(key, "id"));
      if (id === null || id === knownId) return null;
      // Before the time of Redis, so that the snapshot counts as too old rather than too young.
      const at = clock();
      const [redisMs, fields] = await Promise.all([redisTime.read(), run(() => redis.hgetallBuffer(key))]);
      if (redisMs === null || fields === null) return null;
      const ageMs = redisMs - Number(fields.readAt);
      const stored = await decodeSnapshot(fields);
      // If the clock of Redis was set back, nobody knows how old the snapshot is.
      return stored === null || !(ageMs >= 0) ? null : agedSnapshot(stored, ageMs, at);
    },

    async store(sourceKey, snapshot, keepForMs) {
      const key = snapshotKey(sourceKey);
      if (connection.isUnavailable() || keepForMs <= 0) return;
      const fields = await encodeSnapshot(snapshot);
      const redisMs = await redisTime.read();
      if (redisMs === null) return;
      const readAt = redisMs - (clock().steadyMs - snapshot.readAtMs);
      // An earlier snapshot can have more parts.
      await run(() =>
        redis
          .multi()
          .del(key)
          .hset(key, { ...fields, readAt })
          .pexpire(key, keepForMs)
          .exec(),
      );
    },

    tryWithLock: (key, work) => locks.tryWithLock(`${prefix}lock:${key}`, work),

    append: publish,

    async doubt(sourceKey, key) {
      await publish({ sourceKey, doubtful: key });
    },

    ledState: (name) => createRedisLedState(connection, `${prefix}${name}`, clock),

    clockSkewMs: redisTime.skewMs,

    async close() {
      closing.abort();
      connection.close();
    },
  };
}

/** Returns a snapshot that was `ageMs` old at this moment, with the times of this process. */
function agedSnapshot(stored: Snapshot, ageMs: number, { now, steadyMs }: Moment): LoadedSnapshot {
  const readAtMs = steadyMs - ageMs;
  const fetchedAt = new Date(now.getTime() - ageMs);
  // While both clocks are right, all replicas show the time of the one that read the source.
  const isRight = Math.abs(fetchedAt.getTime() - stored.fetchedAt.getTime()) < 2 * maxClockSkewMs;
  return {
    snapshot: { ...stored, readAtMs, fetchedAt: isRight ? stored.fetchedAt : fetchedAt },
    movedMs: readAtMs - stored.readAtMs,
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
