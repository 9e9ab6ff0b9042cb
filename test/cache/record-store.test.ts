import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { RecordStore } from "../../src/cache/record-store.js";
import { createLocalRecordStore, RecordStoreUnavailableError } from "../../src/cache/record-store.js";
import { createRedisConnection } from "../../src/cache/redis/connection.js";
import { createRedisRecordStore } from "../../src/cache/redis/records.js";
import { movableClock } from "../support/clock.js";
import type { RedisServer } from "../support/redis-server.js";
import { redisProgram, startRedisServer } from "../support/redis-server.js";

function testRecords(recordsNow: () => RecordStore): void {
  test("hold what was put in, dates too, until it is taken out", async () => {
    const records = recordsNow();
    const value = { at: new Date("2026-11-22T12:00:00Z"), list: ["a"], nothing: null };
    expect(await records.read("a")).toBeNull();
    const version = await records.replace("a", null, value);
    expect(await records.read("a")).toEqual({ value, version });
    expect(await records.replace("a", version, null)).not.toBeNull();
    expect(await records.read("a")).toBeNull();
  });

  test("are replaced only where they are as the writer has read them", async () => {
    const records = recordsNow();
    const first = await records.replace("b", null, 1);
    expect(await records.replace("b", null, 2)).toBeNull();
    const second = await records.replace("b", first, 2);
    expect(await records.replace("b", first, 3)).toBeNull();
    expect(await records.replace("b", first, null)).toBeNull();
    expect(await records.read("b")).toEqual({ value: 2, version: second });
  });

  test("of many writers at once one wins", async () => {
    const records = recordsNow();
    const versions = await Promise.all([1, 2, 3, 4, 5].map((value) => records.replace("c", null, value)));
    expect(versions.filter((version) => version !== null)).toHaveLength(1);
  });
}

describe("a process's own records", () => {
  const clock = movableClock();
  const records = createLocalRecordStore(clock.now);
  testRecords(() => records);

  test("are forgotten a day after they were replaced", async () => {
    const version = await records.replace("d", null, 1);
    clock.passSeconds(24 * 3600 - 1);
    expect(await records.read("d")).toMatchObject({ version });
    clock.passSeconds(1);
    expect(await records.read("d")).toBeNull();
    expect(await records.replace("d", null, 2)).not.toBeNull();
  });
});

// They need a real server, which .ci/run installs; without one, test/support/redis-server.ts says that they do not run.
describe.skipIf(redisProgram === null)("records in Redis", () => {
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

  test("last a day", async () => {
    await records.replace("d", null, 1);
    const leftMs = await connection.redis.pttl("p:record:d");
    expect(leftMs).toBeGreaterThan(24 * 3_600_000 - 60_000);
    expect(leftMs).toBeLessThanOrEqual(24 * 3_600_000);
  });

  test("of a Redis that is away, fail rather than to be taken for missing", async () => {
    await redis.stop();
    await expect(records.read("a")).rejects.toThrow(RecordStoreUnavailableError);
    await expect(records.replace("a", null, 1)).rejects.toThrow(RecordStoreUnavailableError);
    await redis.restart();
  });
});
