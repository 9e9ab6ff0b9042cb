import { Redis } from "ioredis";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { describeWithRedis, documentedRules } from "../support/redis-server.js";
import type { ReplicaSet } from "../support/replicas.js";
import { createReplicaSet } from "../support/replicas.js";

const list = `{
  maintenanceWindows(first: 200) {
    totalCount
    nodes { ... on ScheduledWindow { id title } ... on FlinkMaintenanceWindow { startTime } }
    sources { state fetchedAt }
  }
}`;
const ordersId = "flink:arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";
const upgradeId = "datadog:datadog:00000000-0000-4000-8000-000000000002";

// These tests need a real Redis server, which .ci/run installs. Without one, they are skipped and
// test/support/redis-server.ts prints a notice.
describeWithRedis("two replicas on one Redis", () => {
  let replicas: ReplicaSet;
  beforeEach(async () => {
    replicas = await createReplicaSet({
      INVENTORY_MAX_AGE_SECONDS: "30",
      INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "30",
      INVENTORY_STALE_IF_ERROR_SECONDS: "3600",
      FLINK_DESCRIBE_MAX_AGE_SECONDS: "300",
    });
  });
  afterEach(() => replicas.stop());

  async function read({ query }: TestGateway) {
    const { data, errors } = await query(list);
    expect(errors).toBeUndefined();
    return data.maintenanceWindows;
  }
  const titles = (answer: { nodes: { title: string }[] }) => answer.nodes.map(({ title }) => title);
  const startTime = (answer: { nodes: { id: string; startTime?: string }[] }) =>
    answer.nodes.find(({ id }) => id === ordersId)?.startTime;
  const logged = ({ logs }: TestGateway, message: string) =>
    logs.filter(({ msg }) => String(msg).includes(message));
  const toLog = (replica: TestGateway, message: string) =>
    expect.poll(() => logged(replica, message)).not.toEqual([]);
  const datadogIsAsked = () =>
    expect
      .poll(async () => (await replicas.emulators.datadog.counts()).ListMaintenanceWindows, {
        interval: 5,
      })
      .toBe(1);
  const oneReading = {
    flink: { ListApplications: 2, DescribeApplication: 12 },
    datadog: { ListMaintenanceWindows: 1 },
  };
  const calls = async () => ({
    flink: await replicas.emulators.flink.counts(),
    datadog: await replicas.emulators.datadog.counts(),
  });

  test("one replica does not read again what the other has read", async () => {
    const [one, two] = await Promise.all([replicas.startReplica(), replicas.startReplica()]);
    const first = await read(one);
    const second = await read(two);
    expect(second).toEqual(first);
    expect(second.sources.every(({ state }: { state: string }) => state === "OK")).toBe(true);
    expect(await calls()).toEqual(oneReading);
  });

  test("concurrent cold reads through both replicas make one upstream read", async () => {
    const [one, two] = await Promise.all([replicas.startReplica(), replicas.startReplica()]);
    await replicas.emulators.flink.fault("*", { latencyMs: 30 });
    await replicas.emulators.datadog.fault("*", { latencyMs: 300 });
    const answers = await Promise.all([read(one), read(two), read(one), read(two)]);
    expect(new Set(answers.map(({ totalCount }) => totalCount))).toEqual(new Set([15]));
    expect(await calls()).toEqual(oneReading);
  });

  test("both replicas refresh an expired result with one upstream read", async () => {
    const environment = {
      INVENTORY_MAX_AGE_SECONDS: "1",
      INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0",
    };
    const [one, two] = await Promise.all([
      replicas.startReplica(environment),
      replicas.startReplica(environment),
    ]);
    await Promise.all([read(one), read(two)]);
    replicas.clock.passSeconds(2);
    await replicas.emulators.datadog.fault("*", { latencyMs: 200 });
    await replicas.emulators.flink.fault("*", { latencyMs: 20 });
    await Promise.all([read(one), read(two), read(one), read(two)]);
    expect(await calls()).toEqual({
      flink: { ListApplications: 4, DescribeApplication: 12 },
      datadog: { ListMaintenanceWindows: 2 },
    });
  });

  test("a write through one replica is visible through the other at once, without a call", async () => {
    const [one, two] = await Promise.all([replicas.startReplica(), replicas.startReplica()]);
    await Promise.all([read(one), read(two)]);
    for (let round = 0; round < 10; round++) {
      const [writer, reader] = round % 2 === 0 ? [one, two] : [two, one];
      const time = `01:0${round}`;
      await writer.query(
        `mutation { updateFlinkMaintenanceWindow(input: { id: "${ordersId}", startTime: "${time}" }) { __typename } }`,
      );
      expect(startTime(await read(reader))).toBe(time);
      expect(startTime(await read(writer))).toBe(time);
    }
    await one.query(
      `mutation { updateDatadogMaintenanceWindow(input: { id: "${upgradeId}", name: "renamed" }) { __typename } }`,
    );
    expect(titles(await read(two))).toContain("renamed");
    const { data } = await two.query(
      `mutation { createDatadogMaintenanceWindow(input: { name: "made", query: "a:b", startsAt: "2030-12-01T00:00:00Z", endsAt: "2030-12-02T00:00:00Z" }) { ... on DatadogMaintenanceWindowChanged { window { id } } } }`,
    );
    expect(titles(await read(one))).toContain("made");
    const { id } = data.createDatadogMaintenanceWindow.window;
    await one.query(`mutation { deleteDatadogMaintenanceWindow(input: { id: "${id}" }) { __typename } }`);
    expect(titles(await read(two))).not.toContain("made");
    // The cached windows are known to be current, so no write needs a read.
    const { flink, datadog } = await calls();
    expect([flink.ListApplications, flink.DescribeApplication]).toEqual([2, 12]);
    expect(datadog.ListMaintenanceWindows).toBe(1);
  });

  test("a read that one replica began earlier does not hide a write through the other", async () => {
    const [one, two] = await Promise.all([replicas.startReplica(), replicas.startReplica()]);
    await replicas.emulators.datadog.fault(
      "ListMaintenanceWindows",
      { status: 200, body: { data: [] }, latencyMs: 3_000 },
      1,
    );
    const reading = read(two);
    await datadogIsAsked();
    await one.query(
      `mutation { createDatadogMaintenanceWindow(input: { name: "made", query: "a:b", startsAt: "2030-12-01T00:00:00Z", endsAt: "2030-12-02T00:00:00Z" }) { __typename } }`,
    );
    expect(titles(await reading)).toContain("made");
    expect(titles(await read(one))).toContain("made");
  });

  test("the documented permissions of a Redis user are enough", async () => {
    const admin = new Redis(replicas.redis.url);
    await admin.call("ACL", "SETUSER", "gateway", "reset", ...documentedRules);
    const environment = { REDIS_URL: replicas.redis.url.replace("redis://", "redis://gateway:PASSWORD@") };
    const [one, two] = await Promise.all([
      replicas.startReplica(environment),
      replicas.startReplica(environment),
    ]);
    await read(one);
    const create = `mutation { createDatadogMaintenanceWindow(input: { name: "made", query: "a:b", startsAt: "2030-12-01T00:00:00Z", endsAt: "2030-12-02T00:00:00Z", idempotencyKey: "k" }) { ... on DatadogMaintenanceWindowChanged { window { id } } } }`;
    const first = await one.query(create);
    expect(first.data.createDatadogMaintenanceWindow.window.id).toContain("datadog:");
    expect(await two.query(create)).toEqual(first);
    await two.query(
      `mutation { updateDatadogMaintenanceWindow(input: { id: "${upgradeId}", name: "renamed" }) { __typename } }`,
    );
    expect(titles(await read(one))).toEqual(expect.arrayContaining(["made", "renamed"]));
    for (const replica of [one, two]) expect(logged(replica, "the shared cache")).toEqual([]);
    const denied = await admin.acl("LOG");
    expect(denied).toEqual([]);
    admin.disconnect();
  });

  test("a replica that starts later finds earlier reads and writes", async () => {
    const one = await replicas.startReplica();
    await read(one);
    await one.query(
      `mutation { deleteDatadogMaintenanceWindow(input: { id: "${upgradeId}" }) { __typename } }`,
    );
    const before = await calls();
    const two = await replicas.startReplica();
    const answer = await read(two);
    expect(titles(answer)).not.toContain("Orders database upgrade");
    expect(answer.totalCount).toBe(14);
    expect(await calls()).toEqual(before);
  });

  test("a replica that starts while the upstream fails returns another replica's read as STALE", async () => {
    const environment = {
      INVENTORY_MAX_AGE_SECONDS: "1",
      INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0",
    };
    await read(await replicas.startReplica(environment));
    await replicas.emulators.datadog.fault("*", { status: 503 });
    replicas.clock.passSeconds(2);
    await replicas.redis.passSeconds(2);
    const answer = await read(await replicas.startReplica(environment));
    expect(answer.totalCount).toBe(15);
    expect(answer.sources.map(({ state }: { state: string }) => state)).toEqual(["OK", "OK", "STALE"]);
  });

  test("a Redis outage only causes a warning, and sharing resumes after it", async () => {
    const environment = { INVENTORY_MAX_AGE_SECONDS: "2", INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0" };
    const [one, two] = await Promise.all([
      replicas.startReplica(environment),
      replicas.startReplica(environment),
    ]);
    await Promise.all([read(one), read(two)]);
    await replicas.redis.stop();
    for (const replica of [one, two]) {
      expect((await read(replica)).totalCount).toBe(15);
      await toLog(replica, "the shared cache is unavailable");
    }
    const { data } = await one.query(
      `mutation { updateDatadogMaintenanceWindow(input: { id: "${upgradeId}", name: "without Redis" }) { __typename } }`,
    );
    expect(data.updateDatadogMaintenanceWindow.__typename).toBe("DatadogMaintenanceWindowChanged");
    expect(titles(await read(one))).toContain("without Redis");
    // The other replica sees the write when its own result expires.
    expect(titles(await read(two))).not.toContain("without Redis");
    replicas.clock.passSeconds(3);
    expect(titles(await read(two))).toContain("without Redis");

    await replicas.redis.restart();
    for (const replica of [one, two]) await toLog(replica, "the shared cache is back");
    await one.query(
      `mutation { updateDatadogMaintenanceWindow(input: { id: "${upgradeId}", name: "with Redis again" }) { __typename } }`,
    );
    expect(titles(await read(two))).toContain("with Redis again");
    for (const replica of [one, two]) {
      expect(logged(replica, "the shared cache is unavailable")).toHaveLength(1);
      expect(JSON.stringify(replica.logs)).not.toContain("redis://");
    }
  });

  test("a write made during a Redis outage does not override another replica's later read", async () => {
    const environment = { INVENTORY_MAX_AGE_SECONDS: "1", INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0" };
    const [one, two] = await Promise.all([
      replicas.startReplica(environment),
      replicas.startReplica(environment),
    ]);
    await Promise.all([read(one), read(two)]);
    await replicas.redis.stop();
    for (const replica of [one, two]) await toLog(replica, "the shared cache is unavailable");
    await one.query(
      `mutation { updateDatadogMaintenanceWindow(input: { id: "${upgradeId}", name: "written alone" }) { __typename } }`,
    );
    await replicas.redis.restart();
    for (const replica of [one, two]) await toLog(replica, "the shared cache is back");
    const uuid = upgradeId.split(":")[2];
    await fetch(`${replicas.emulators.datadog.url}/api/v2/maintenance_windows/${uuid}`, {
      method: "PUT",
      headers: { "dd-api-key": "k", "dd-application-key": "k" },
      body: JSON.stringify({
        data: { type: "maintenance_window", attributes: { name: "changed in Datadog" } },
      }),
    });
    replicas.clock.passSeconds(2);
    expect(titles(await read(two))).toContain("changed in Datadog");
    expect(titles(await read(one))).toContain("changed in Datadog");
  });

  test("a hanging Redis causes one short wait and one warning", async () => {
    const environment = { INVENTORY_MAX_AGE_SECONDS: "0", INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0" };
    const [one, two] = await Promise.all([
      replicas.startReplica(environment),
      replicas.startReplica(environment),
    ]);
    await Promise.all([read(one), read(two)]);
    replicas.redis.freeze();
    try {
      const startedAt = performance.now();
      for (let round = 0; round < 5; round++) expect((await read(one)).totalCount).toBe(15);
      const { data } = await one.query(
        `mutation { updateDatadogMaintenanceWindow(input: { id: "${upgradeId}", name: "while it hangs" }) { __typename } }`,
      );
      expect(data.updateDatadogMaintenanceWindow.__typename).toBe("DatadogMaintenanceWindowChanged");
      expect(titles(await read(one))).toContain("while it hangs");
      // Redis commands time out after half a second, and then the gateway sends no more.
      expect(performance.now() - startedAt).toBeLessThan(2_000);
    } finally {
      replicas.redis.thaw();
    }
    await toLog(one, "the shared cache is back");
    expect(logged(one, "the shared cache is unavailable")).toHaveLength(1);
    await one.query(
      `mutation { updateDatadogMaintenanceWindow(input: { id: "${upgradeId}", name: "afterwards" }) { __typename } }`,
    );
    expect(titles(await read(two))).toContain("afterwards");
  });
});
