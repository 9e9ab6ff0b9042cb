import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RecordStore } from "../../src/cache/record-store.js";
import { createLocalRecordStore, RecordStoreUnavailableError } from "../../src/cache/record-store.js";
import { createRedisConnection } from "../../src/cache/redis/connection.js";
import { createRedisRecordStore } from "../../src/cache/redis/records.js";
import { movableClock } from "../support/clock.js";
import type { RedisServer } from "../support/redis-server.js";
import { describeWithRedis, startRedisServer } from "../support/redis-server.js";

function testRecords(recordsNow: () => RecordStore): void {
  const storedAs = async (name: string) => (await recordsNow().read(name)).stored;

  test("returns a stored value, dates included, until it is removed", async () => {
    const records = recordsNow();
    const value = { at: new Date("2026-11-22T12:00:00Z"), list: ["a"], nothing: null };
    expect(await storedAs("a")).toBeNull();
    const version = await records.replace("a", null, value);
    expect(await storedAs("a")).toEqual({ value, version });
    expect(await records.replace("a", version, null)).not.toBeNull();
    expect(await storedAs("a")).toBeNull();
  });

  test("replaces a record only if it still has the version that the writer read", async () => {
    const records = recordsNow();
    const first = await records.replace("b", null, 1);
    expect(await records.replace("b", null, 2)).toBeNull();
    const second = await records.replace("b", first, 2);
    expect(await records.replace("b", first, 3)).toBeNull();
    expect(await records.replace("b", first, null)).toBeNull();
    expect(await storedAs("b")).toEqual({ value: 2, version: second });
  });

  test("lets exactly one of several concurrent writers win", async () => {
    const records = recordsNow();
    const versions = await Promise.all([1, 2, 3, 4, 5].map((value) => records.replace("c", null, value)));
    expect(versions.filter((version) => version !== null)).toHaveLength(1);
  });

  test("settles a record only if it still has the version that the writer read", async () => {
    const records = recordsNow();
    const first = await records.replace("e", null, 1);
    await records.settle("e", null, 2);
    expect(await storedAs("e")).toMatchObject({ value: 1 });
    await records.settle("e", first, 2);
    expect(await storedAs("e")).toMatchObject({ value: 2 });
  });
}

describe("the in-memory record store", () => {
  const clock = movableClock();
  const records = createLocalRecordStore(clock.now);
  testRecords(() => records);

  test("drops a record 24 hours after its last change", async () => {
    const version = await records.replace("d", null, 1);
    clock.passSeconds(24 * 3600 - 1);
    expect(await records.read("d")).toMatchObject({ stored: { version } });
    clock.passSeconds(1);
    expect(await records.read("d")).toEqual({ stored: null, readAt: clock.now() });
    expect(await records.replace("d", null, 2)).not.toBeNull();
  });

  test("keeps a record for as long as its last writer says", async () => {
    const version = await records.replace("f", null, 1, 48 * 3_600_000);
    clock.passSeconds(48 * 3600 - 1);
    expect(await records.read("f")).toMatchObject({ stored: { version } });
    await records.replace("f", version, 2, 1_000);
    clock.passSeconds(1);
    expect(await records.read("f")).toMatchObject({ stored: null });
  });
});

// Needs a real Redis, which .ci/run installs. Without one, test/support/redis-server.ts reports the skipped tests.
describeWithRedis("the Redis record store", () => {
  let redis: RedisServer;
  let connection: ReturnType<typeof createRedisConnection>;
  let records: RecordStore;
  beforeAll(async () => {
    redis = await startRedisServer();
    connection = createRedisConnection(redis.url, "p:", pino({ level: "silent" }));
    await connection.connect();
    records = createRedisRecordStore(connection, "p:");
  });
  afterAll(async () => {
    connection.close();
    await redis.stop();
  });
  testRecords(() => records);

  test("keeps a record for 24 hours", async () => {
    await records.replace("d", null, 1);
    const leftMs = await connection.redis.pttl("p:record:d");
    expect(leftMs).toBeGreaterThan(24 * 3_600_000 - 60_000);
    expect(leftMs).toBeLessThanOrEqual(24 * 3_600_000);
  });

  test("keeps a record for as long as its last writer says", async () => {
    const version = await records.replace("f", null, 1, 48 * 3_600_000);
    expect(await connection.redis.pttl("p:record:f")).toBeGreaterThan(47 * 3_600_000);
    await records.replace("f", version, 2, 3_600_000);
    expect(await connection.redis.pttl("p:record:f")).toBeLessThanOrEqual(3_600_000);
  });

  test("reads the time from Redis", async () => {
    const time = async () => {
      const [seconds, microseconds] = await connection.redis.time();
      return Number(seconds) * 1000 + Number(microseconds) / 1000;
    };
    const before = await time();
    const { readAt } = await records.read("d");
    expect(readAt.getTime()).toBeGreaterThanOrEqual(Math.floor(before));
    expect(readAt.getTime()).toBeLessThanOrEqual(await time());
  });

  test("undoes a replacement that Redis makes after the timeout, but makes a settlement late", async () => {
    const first = await records.replace("kept", null, 1);
    redis.freeze();
    await expect(records.replace("kept", first, 2)).rejects.toThrow(RecordStoreUnavailableError);
    await expect(records.replace("new", null, 1)).rejects.toThrow(RecordStoreUnavailableError);
    await records.settle("settled", null, 3);
    redis.thaw();
    await expect.poll(() => connection.isUnavailable()).toBe(false);
    const values = async () =>
      Promise.all(["kept", "new", "settled"].map(async (name) => (await records.read(name)).stored?.value));
    await expect.poll(values).toEqual([1, undefined, 3]);
  });

  test("throws, instead of reporting a missing record, if Redis is unavailable", async () => {
    await redis.stop();
    await expect(records.read("a")).rejects.toThrow(RecordStoreUnavailableError);
    await expect(records.replace("a", null, 1)).rejects.toThrow(RecordStoreUnavailableError);
    await redis.restart();
  });
});
