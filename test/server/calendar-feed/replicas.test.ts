import { afterEach, beforeEach, expect, test } from "vitest";
import { eventTextsIn } from "../../support/feed-replica.js";
import type { TestGateway } from "../../support/gateway.js";
import { datadogId, mutate } from "../../support/mutations.js";
import { describeWithRedis } from "../../support/redis-server.js";
import type { ReplicaSet } from "../../support/replicas.js";
import { createReplicaSet } from "../../support/replicas.js";

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
  let replicas: ReplicaSet;
  beforeEach(async () => {
    replicas = await createReplicaSet();
  });
  afterEach(() => replicas.stop());

  async function rename(by: TestGateway, name: string): Promise<void> {
    const changed = await mutate(by, "updateDatadogMaintenanceWindow", { id: datadogId(2), name });
    expect(changed).toMatchObject({ outcome: "UPDATED" });
  }

  test("send the same bytes and validators, also after a change and in a replica that starts later", async () => {
    const [one, other] = [await replicas.startReplica(), await replicas.startReplica()];
    const first = await poll(one);
    replicas.clock.passSeconds(100);
    expect(await poll(other)).toEqual(first);
    await rename(other, "Renamed");
    replicas.clock.passSeconds(100);
    const second = await poll(one);
    expect([second.etag, second.modified]).not.toEqual([first.etag, first.modified]);
    replicas.clock.passSeconds(100);
    expect(await poll(other)).toEqual(second);
    // A day later, the events of daily windows still begin when they did.
    replicas.clock.passSeconds(86_400);
    const scheduled = ({ text }: typeof first) =>
      eventTextsIn(text).filter(({ uid }) => !uid.endsWith("#underway"));
    expect(scheduled(await poll(await replicas.startReplica()))).toEqual(scheduled(second));
  });

  test("continue with their own memory without Redis, say so once, and share it afterwards", async () => {
    const [one, other] = [await replicas.startReplica(), await replicas.startReplica()];
    await poll(one);
    replicas.redis.freeze();
    await rename(one, "Renamed");
    replicas.clock.passSeconds(100);
    const alone = await poll(one);
    replicas.clock.passSeconds(1);
    expect(await poll(one)).toEqual(alone);
    expect([alone.status, alone.modified]).toEqual([200, null]);
    const notices = one.logs.filter(({ msg }) => String(msg).includes("revisions of calendar events alone"));
    expect(notices).toHaveLength(1);
    replicas.redis.thaw();
    await expect.poll(async () => (await poll(one)).modified, { timeout: 10_000 }).not.toBeNull();
    await expect.poll(async () => (await poll(other)).modified, { timeout: 10_000 }).not.toBeNull();
    expect((await poll(other)).etag).toBe(alone.etag);
  });
});
