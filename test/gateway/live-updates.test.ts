import { afterEach, beforeEach, expect, test } from "vitest";
import type { ReceivedStream } from "../support/event-stream.js";
import { subscribe } from "../support/event-stream.js";
import type { TestGateway } from "../support/gateway.js";
import { now, startTestGateway } from "../support/gateway.js";
import { mutate } from "../support/mutations.js";
import { describeWithRedis } from "../support/redis-server.js";
import type { ReplicaSet } from "../support/replicas.js";
import { createReplicaSet } from "../support/replicas.js";

const caching = {
  INVENTORY_MAX_AGE_SECONDS: "30",
  INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0",
  INVENTORY_STALE_IF_ERROR_SECONDS: "3600",
};
const eventFields = `
  type at position
  ... on MaintenanceWindowEvent { window { id title revision } previous { title } changedBy }
  ... on MaintenanceSourceEvent { source { id } state previousState error { code } }
`;
const eventsOf = (filter: string) => `subscription {
  maintenanceWindowChanged(filter: ${filter}) { ${eventFields} }
}`;
const ofDatadog = "{ providers: [DATADOG] }";
const upgradeId = "datadog:datadog:00000000-0000-4000-8000-000000000002";
const rename = (gateway: TestGateway, name: string) =>
  mutate(gateway, "updateDatadogMaintenanceWindow", { id: upgradeId, name });

/** Waits until the gateway has read the sources of its streams: a change before that is no event. */
async function firstVerdict({ address }: TestGateway): Promise<void> {
  const query = "subscription { maintenanceNow(filter: { providers: [DATADOG] }) { verdict } }";
  const stream = await subscribe(address, { query });
  await stream.next();
  stream.leave();
}

/** Collects the events of a stream. */
function collect(stream: ReceivedStream) {
  const events: { readonly type: string; readonly [field: string]: unknown }[] = [];
  void (async () => {
    for (let next = await stream.next(); next !== null; next = await stream.next()) {
      const event = next.data?.data?.maintenanceWindowChanged;
      if (event) events.push(event);
    }
  })().catch(() => {});
  return events;
}

const titlesOf = (events: ReturnType<typeof collect>) =>
  events.map(({ type, window }) => `${type} ${(window as { title: string } | undefined)?.title ?? ""}`);

test("a verdict follows a change, and the fields of each answer are those of its own instant", async () => {
  let time = now;
  const gateway = await startTestGateway(caching, () => time);
  const stream = await subscribe(gateway.address, {
    query: `subscription {
      maintenanceNow(filter: { sources: ["datadog"] }) { verdict at reasons { window { ... on ScheduledWindow { id status } } } }
    }`,
  });
  const nextAnswer = async () => (await stream.next())?.data?.data.maintenanceNow;
  const first = await nextAnswer();
  expect(first).toMatchObject({ at: now.toISOString() });
  time = new Date(now.getTime() + 1_000);
  const { window } = await mutate(gateway, "createDatadogMaintenanceWindow", {
    name: "Now",
    query: "service:now",
    startsAt: now.toISOString(),
    duration: "PT1H",
  });
  const second = await nextAnswer();
  expect(second.verdict).toBe("IN_MAINTENANCE");
  expect(second.at).toBe(time.toISOString());
  expect(second.reasons).toContainEqual({ window: { id: window.id, status: "ACTIVE" } });
  stream.leave();
  await gateway.stop();
});

test("a window that is changed elsewhere has an event when the gateway reads it again", async () => {
  let time = now;
  const gateway = await startTestGateway(caching, () => time);
  const elsewhere = await startTestGateway({ ...caching, ...gateway.environment });
  const events = collect(await subscribe(gateway.address, { query: eventsOf(ofDatadog) }));
  await firstVerdict(gateway);
  await rename(elsewhere, "From elsewhere");
  time = new Date(now.getTime() + 31_000);
  await gateway.query("{ maintenanceWindows(first: 0) { totalCount } }");
  await expect.poll(() => events).toHaveLength(1);
  expect(events[0]).toMatchObject({
    type: "UPDATED",
    at: time.toISOString(),
    window: { id: upgradeId, title: "From elsewhere" },
    previous: { title: "Orders database upgrade" },
    changedBy: null,
  });
  await Promise.all([gateway.stop(), elsewhere.stop()]);
});

test("an event names the caller who made the change, and shows only what its own caller may read", async () => {
  const secret = "r".repeat(32);
  const gateway = await startTestGateway({ ...caching, AUTHENTICATION: "router", ROUTER_SECRET: secret });
  const headersOf = (sub: string, scope: string) => ({
    "router-authorization": secret,
    "router-claims": JSON.stringify({ sub, scope }),
  });
  const open = async (scope: string) =>
    collect(await subscribe(gateway.address, { query: eventsOf("{}") }, headersOf("reader", scope)));
  const ofFlink = await open("maintenance:read:flink-eu-central-1");
  const ofAll = await open("maintenance:read");
  const stream = await subscribe(
    gateway.address,
    { query: "subscription { maintenanceNow { verdict } }" },
    headersOf("reader", "maintenance:read"),
  );
  await stream.next();
  await mutate(
    gateway,
    "updateDatadogMaintenanceWindow",
    { id: upgradeId, name: "By Ada" },
    headersOf("ada", "maintenance:write"),
  );
  await expect.poll(() => ofAll).toHaveLength(1);
  expect(ofAll[0]).toMatchObject({ type: "UPDATED", changedBy: "ada" });
  expect(ofFlink).toEqual([]);
  await gateway.stop();
});

describeWithRedis("streams of two replicas", () => {
  let replicas: ReplicaSet;
  beforeEach(async () => {
    replicas = await createReplicaSet(caching);
  });
  afterEach(() => replicas.stop());

  async function startTwo() {
    const [one, two] = await Promise.all([replicas.startReplica(), replicas.startReplica()]);
    const streams = await Promise.all(
      [one, two].map(({ address }) => subscribe(address, { query: eventsOf(ofDatadog) })),
    );
    const [ofOne = [], ofTwo = []] = streams.map(collect);
    await Promise.all([one, two].map(firstVerdict));
    return { one, two, ofOne, ofTwo };
  }

  test("a change on one replica reaches the streams of both once, without a read of the provider", async () => {
    const { one, two, ofOne, ofTwo } = await startTwo();
    const before = (await replicas.emulators.datadog.counts()).ListMaintenanceWindows;
    await rename(one, "From one");
    await expect.poll(() => titlesOf(ofTwo)).toEqual(["UPDATED From one"]);
    await rename(two, "From two");
    await expect.poll(() => titlesOf(ofOne)).toEqual(["UPDATED From one", "UPDATED From two"]);
    await expect.poll(() => titlesOf(ofTwo)).toEqual(["UPDATED From one", "UPDATED From two"]);
    expect((await replicas.emulators.datadog.counts()).ListMaintenanceWindows).toBe(before);
  });

  test("an outage of Redis repeats no event, and loses none", async () => {
    const { one, two, ofOne, ofTwo } = await startTwo();
    await rename(one, "Before");
    await expect.poll(() => titlesOf(ofTwo)).toEqual(["UPDATED Before"]);
    await replicas.redis.stop();
    await rename(one, "During");
    await expect.poll(() => titlesOf(ofOne)).toEqual(["UPDATED Before", "UPDATED During"]);
    await replicas.redis.restart();
    await expect.poll(() => one.logs.map(({ msg }) => msg)).toContain("the shared cache is back");
    // Each replica reads the provider again when its data is no longer fresh.
    replicas.clock.passSeconds(31);
    for (const gateway of [two, one]) await gateway.query("{ maintenanceWindows(first: 0) { totalCount } }");
    await expect.poll(() => titlesOf(ofTwo)).toEqual(["UPDATED Before", "UPDATED During"]);
    await rename(two, "After");
    const all = ["UPDATED Before", "UPDATED During", "UPDATED After"];
    await expect.poll(() => titlesOf(ofOne)).toEqual(all);
    await expect.poll(() => titlesOf(ofTwo)).toEqual(all);
  });
});
