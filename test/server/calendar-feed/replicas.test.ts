import { afterEach, beforeEach, expect, test } from "vitest";
import { movableClock } from "../../support/clock.js";
import type { TestEmulators } from "../../support/emulators.js";
import { startTestEmulators } from "../../support/emulators.js";
import { eventTextsIn } from "../../support/feed-replica.js";
import type { TestGateway } from "../../support/gateway.js";
import { startTestGateway } from "../../support/gateway.js";
import { datadogId, mutate } from "../../support/mutations.js";
import type { RedisServer } from "../../support/redis-server.js";
import { describeWithRedis, startRedisServer } from "../../support/redis-server.js";

async function poll({ address }: TestGateway) {
  const response = await fetch(`${address}/calendar.ics`);
  const { headers, status } = response;
  return {
    status,
    etag: headers.get("etag"),
    modified: headers.get("last-modified"),
    text: await response.text(),
  };
}

// These tests need a real Redis server. Without one, they are skipped and test/support/redis-server.ts prints a notice.
describeWithRedis("replicas that share Redis", () => {
  let clock: ReturnType<typeof movableClock>;
  let redis: RedisServer;
  let emulators: TestEmulators;
  let replicas: TestGateway[];

  beforeEach(async () => {
    clock = movableClock();
    [redis, emulators] = await Promise.all([startRedisServer(), startTestEmulators(clock.now)]);
    replicas = [];
  });
  afterEach(async () => {
    await Promise.all([...replicas.map(({ stop }) => stop()), emulators.close()]);
    await redis.stop();
  });

  async function startReplica(): Promise<TestGateway> {
    const replica = await startTestGateway({ ...emulators.environment, REDIS_URL: redis.url }, clock.now);
    replicas.push(replica);
    return replica;
  }

  async function rename(by: TestGateway, name: string): Promise<void> {
    const changed = await mutate(by, "updateDatadogMaintenanceWindow", { id: datadogId(2), name });
    expect(changed).toMatchObject({ outcome: "UPDATED" });
  }

  test("send the same bytes and validators, also after a change and in a replica that starts later", async () => {
    const [one, other] = [await startReplica(), await startReplica()];
    const first = await poll(one);
    clock.passSeconds(100);
    expect(await poll(other)).toEqual(first);
    await rename(other, "Renamed");
    clock.passSeconds(100);
    const second = await poll(one);
    expect([second.etag, second.modified]).not.toEqual([first.etag, first.modified]);
    clock.passSeconds(100);
    expect(await poll(other)).toEqual(second);
    // A day later, the events of daily windows still begin when they did.
    clock.passSeconds(86_400);
    const scheduled = ({ text }: typeof first) =>
      eventTextsIn(text).filter(({ uid }) => !uid.endsWith("#underway"));
    expect(scheduled(await poll(await startReplica()))).toEqual(scheduled(second));
  });

  test("continue with their own memory without Redis, say so once, and share it afterwards", async () => {
    const [one, other] = [await startReplica(), await startReplica()];
    await poll(one);
    redis.freeze();
    await rename(one, "Renamed");
    clock.passSeconds(100);
    const alone = await poll(one);
    clock.passSeconds(1);
    expect(await poll(one)).toEqual(alone);
    expect([alone.status, alone.modified]).toEqual([200, null]);
    const notices = one.logs.filter(({ msg }) => String(msg).includes("revisions of calendar events alone"));
    expect(notices).toHaveLength(1);
    redis.thaw();
    await expect.poll(async () => (await poll(one)).modified, { timeout: 10_000 }).not.toBeNull();
    await expect.poll(async () => (await poll(other)).modified, { timeout: 10_000 }).not.toBeNull();
    expect((await poll(other)).etag).toBe(alone.etag);
  });
});
