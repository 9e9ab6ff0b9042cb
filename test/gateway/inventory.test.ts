import { pino } from "pino";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { loadSdk } from "../../src/datasources/datadog/sdk.js";
import { movableClock } from "../support/clock.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";

const list = `{
  maintenanceWindows(first: 200) {
    totalCount
    nodes { ... on ScheduledWindow { id title } ... on FlinkMaintenanceWindow { startTime } }
    sources { source { id } state fetchedAt error { __typename code } }
  }
}`;
const ordersArn = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";
const upgradeId = "datadog:datadog:00000000-0000-4000-8000-000000000002";
/** The calls of a cold read of the seeded data and the 120 added applications. */
const coldCalls = {
  flink: { ListApplications: 4, DescribeApplication: 132 },
  datadog: { ListMaintenanceWindows: 1 },
};

// Importing Datadog's client takes longer than the short timeouts in these tests.
beforeAll(() => loadSdk(pino({ level: "silent" })));

let clock: ReturnType<typeof movableClock>;
let gateway: TestGateway;
beforeEach(async () => {
  clock = movableClock();
  gateway = await startTestGateway(
    {
      INVENTORY_MAX_AGE_SECONDS: "30",
      INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "60",
      INVENTORY_STALE_IF_ERROR_SECONDS: "600",
      FLINK_DESCRIBE_MAX_AGE_SECONDS: "300",
      REQUEST_TIMEOUT_MS: "2000",
      UPSTREAM_TIMEOUT_MS: "1000",
    },
    clock.now,
  );
});
afterEach(() => gateway.stop());

/** The call counts when `calls` last ran. */
let before = { flink: {} as Record<string, number>, datadog: {} as Record<string, number> };
beforeEach(() => {
  before = { flink: {}, datadog: {} };
});
/** Counts the calls since it last ran. */
async function calls() {
  const [flink, datadog] = await Promise.all([gateway.flink.counts(), gateway.datadog.counts()]);
  const since = (counts: Record<string, number>, earlier: Record<string, number>) =>
    Object.fromEntries(
      Object.entries(counts)
        .map(([operation, count]) => [operation, count - (earlier[operation] ?? 0)] as const)
        .filter(([, count]) => count > 0),
    );
  const result = { flink: since(flink, before.flink), datadog: since(datadog, before.datadog) };
  before = { flink, datadog };
  return result;
}

async function read() {
  const { data, errors } = await gateway.query(list);
  expect(errors).toBeUndefined();
  return data.maintenanceWindows;
}

const startOf = (answer: { nodes: { id: string; startTime?: string }[] }, arn = ordersArn) =>
  answer.nodes.find(({ id }) => id === `flink:${arn}`)?.startTime;
const titles = (answer: { nodes: { title: string }[] }) => answer.nodes.map(({ title }) => title);
const states = (answer: { sources: { state: string }[] }) => answer.sources.map(({ state }) => state);

/** Waits until calls in the background have had the expected effect. */
async function settled(isSettled: () => Promise<boolean>) {
  await expect.poll(isSettled, { timeout: 5_000, interval: 10 }).toBe(true);
}

describe("calls", () => {
  beforeEach(() => gateway.flink.seed({ applications: 120, region: "us-east-1" }));

  test("a cold read lists 50 applications per call and describes each once; a warm read makes no calls", async () => {
    expect((await read()).totalCount).toBe(135);
    expect(await calls()).toEqual(coldCalls);
    clock.passSeconds(29);
    expect((await read()).totalCount).toBe(135);
    expect(await calls()).toEqual({ flink: {}, datadog: {} });
  });

  test("100 concurrent cold reads make no more calls than one", async () => {
    const answers = await Promise.all(Array.from({ length: 100 }, read));
    expect(new Set(answers.map(({ totalCount }) => totalCount))).toEqual(new Set([135]));
    expect(await calls()).toEqual(coldCalls);
  });

  test("an expired list is read again, and applications with the same version and status are not described again", async () => {
    await read();
    await calls();
    clock.passSeconds(200);
    await read();
    expect(await calls()).toEqual({ flink: { ListApplications: 4 }, datadog: { ListMaintenanceWindows: 1 } });
  });

  test("only the application with a new version is described again", async () => {
    await read();
    await calls();
    await gateway.flink.seed({ newVersionOf: "orders-enrichment" });
    clock.passSeconds(200);
    await read();
    expect(await calls()).toEqual({
      flink: { ListApplications: 4, DescribeApplication: 1 },
      datadog: { ListMaintenanceWindows: 1 },
    });
    expect((await gateway.flink.sent("DescribeApplication")).at(-1)).toEqual({
      ApplicationName: "orders-enrichment",
    });
  });

  test("an expired description is read again, even if the list shows no change", async () => {
    await read();
    await calls();
    clock.passSeconds(300);
    await read();
    expect(await calls()).toEqual(coldCalls);
  });

  test("a new application is described, and a deleted one is no longer described", async () => {
    await read();
    await gateway.flink.seed({ applications: 1, region: "eu-central-1" });
    await calls();
    clock.passSeconds(200);
    expect((await read()).totalCount).toBe(136);
    expect((await calls()).flink).toEqual({ ListApplications: 4, DescribeApplication: 1 });
    await gateway.flink.reset();
    before = { flink: {}, datadog: before.datadog };
    clock.passSeconds(91);
    expect((await read()).totalCount).toBe(15);
    expect((await calls()).flink).toEqual({ ListApplications: 2 });
  });

  test("100 concurrent queries for one application make one DescribeApplication call", async () => {
    const one = `{ flinkApplication(arn: "${ordersArn}") { name } }`;
    const answers = await Promise.all(Array.from({ length: 100 }, () => gateway.query(one)));
    expect(answers.every(({ data }) => data.flinkApplication.name === "orders-enrichment")).toBe(true);
    expect(await calls()).toEqual({ flink: { DescribeApplication: 1 }, datadog: {} });
    clock.passSeconds(29);
    await gateway.query(one);
    expect(await calls()).toEqual({ flink: {}, datadog: {} });
  });

  test("an application that does not exist is described once in five seconds", async () => {
    const absent = `{ flinkApplication(arn: "${ordersArn.replace("orders-enrichment", "load-00121")}") { name } }`;
    const isFound = async () => (await gateway.query(absent)).data.flinkApplication !== null;
    await calls();
    for (let count = 0; count < 3; count++) expect(await isFound()).toBe(false);
    expect((await calls()).flink).toEqual({ DescribeApplication: 1 });
    await gateway.flink.seed({ applications: 1, region: "eu-central-1" });
    clock.passSeconds(5);
    expect(await isFound()).toBe(true);
    expect((await calls()).flink).toEqual({ DescribeApplication: 1 });
    expect(await isFound()).toBe(true);
    expect((await calls()).flink).toEqual({});
  });

  test("a list that finds an application ends the memory that it was missing", async () => {
    const arn = ordersArn.replace("orders-enrichment", "load-00121");
    const absent = `{ flinkApplication(arn: "${arn}") { name } }`;
    expect((await gateway.query(absent)).data.flinkApplication).toBeNull();
    await gateway.flink.seed({ applications: 1, region: "eu-central-1" });
    await read();
    expect((await gateway.query(absent)).data.flinkApplication).toEqual({ name: "load-00121" });
  });

  test("many references to unknown applications do not delay a list", async () => {
    await gateway.flink.fault("DescribeApplication", { latencyMs: 20 });
    const representations = Array.from({ length: 400 }, (_, index) => ({
      __typename: "FlinkApplication",
      arn: ordersArn.replace("orders-enrichment", `unknown-${index}`),
    }));
    const entities = "query ($all: [_Any!]!) { _entities(representations: $all) { __typename } }";
    let isOver = false;
    const flood = gateway.query(entities, { all: representations }).then(() => {
      isOver = true;
    });
    await settled(async () => ((await gateway.flink.counts()).DescribeApplication ?? 0) > 20);
    expect(states(await read())).toEqual(["OK", "OK", "OK"]);
    expect(isOver).toBe(false);
    await flood;
  });

  test("a query for one application does not describe it again after a list did", async () => {
    await read();
    await calls();
    await gateway.query(`{ flinkApplication(arn: "${ordersArn}") { name } }`);
    expect(await calls()).toEqual({ flink: {}, datadog: {} });
  });

  test("a list does not describe an application again after a query for it did", async () => {
    await gateway.query(`{ flinkApplication(arn: "${ordersArn}") { name } }`);
    await read();
    expect((await calls()).flink).toEqual(coldCalls.flink);
  });
});

describe("writes", () => {
  const move = (startTime: string) =>
    gateway.query(
      `mutation { updateFlinkMaintenanceWindow(input: { id: "${ordersArn}", startTime: "${startTime}" }) { __typename } }`,
    );
  const create = (name: string) =>
    gateway.query(
      `mutation { createDatadogMaintenanceWindow(input: { name: "${name}", query: "a:b", startsAt: "2026-12-01T00:00:00Z", endsAt: "2026-12-02T00:00:00Z" }) { __typename ... on DatadogMaintenanceWindowChanged { window { id } } } }`,
    );

  const rename = (name: string) =>
    gateway.query(
      `mutation { updateDatadogMaintenanceWindow(input: { id: "${upgradeId}", name: "${name}" }) { __typename } }`,
    );

  test("are visible at once, without a call", async () => {
    await read();
    await move("01:23");
    await create("made here");
    await rename("renamed here");
    await calls();
    const answer = await read();
    expect(startOf(answer)).toBe("01:23");
    expect(titles(answer)).toContain("made here");
    expect(titles(answer)).toContain("renamed here");
    expect(titles(answer)).not.toContain("Orders database upgrade");
    const { data } = await gateway.query(
      `{ maintenanceWindow(id: "flink:${ordersArn}") { ... on FlinkMaintenanceWindow { startTime } } }`,
    );
    expect(data.maintenanceWindow.startTime).toBe("01:23");
    expect(await calls()).toEqual({ flink: {}, datadog: {} });
  });

  test("a deletion is visible at once, without a call", async () => {
    await read();
    await gateway.query(
      `mutation { deleteDatadogMaintenanceWindow(input: { id: "${upgradeId}" }) { __typename } }`,
    );
    await calls();
    expect(titles(await read())).not.toContain("Orders database upgrade");
    const { data } = await gateway.query(`{ maintenanceWindow(id: "${upgradeId}") { __typename } }`);
    expect(data.maintenanceWindow).toBeNull();
    expect(await calls()).toEqual({ flink: {}, datadog: {} });
  });

  test("the next list describes only the changed application again", async () => {
    await read();
    await move("01:23");
    await calls();
    clock.passSeconds(200);
    expect(startOf(await read())).toBe("01:23");
    expect((await calls()).flink).toEqual({ ListApplications: 2, DescribeApplication: 1 });
    expect((await gateway.flink.sent("DescribeApplication")).at(-1)).toEqual({
      ApplicationName: "orders-enrichment",
    });
  });

  test("a read that overlaps a write does not hide it", async () => {
    // Both lists show the state before the write, and arrive after it.
    await gateway.datadog.fault(
      "ListMaintenanceWindows",
      { latencyMs: 300, body: { data: [] }, status: 200 },
      1,
    );
    await gateway.flink.fault("DescribeApplication", { latencyMs: 300 }, 6);
    const reading = read();
    await settled(async () => (await gateway.datadog.counts()).ListMaintenanceWindows === 1);
    await rename("renamed meanwhile");
    const overlapping = await reading;
    expect(titles(overlapping)).toContain("renamed meanwhile");
    expect(titles(await read())).toContain("renamed meanwhile");
  });

  test("a read of one application that began before a write does not override it", async () => {
    const single = `{ flinkApplication(arn: "${ordersArn}") { maintenanceWindow { startTime } } }`;
    // This response shows the state before the write, and arrives while the list is read.
    const old = { status: 200, latencyMs: 400, body: await describedAsNow() };
    await gateway.flink.fault("DescribeApplication", old, 1);
    const before = gateway.query(single);
    await settled(async () => (await gateway.flink.counts()).DescribeApplication === 2);
    await move("11:00");
    const [list] = await Promise.all([read(), before]);
    expect(startOf(list)).toBe("11:00");
    clock.passSeconds(200);
    expect(startOf(await read())).toBe("11:00");
    expect((await gateway.query(single)).data.flinkApplication.maintenanceWindow.startTime).toBe("11:00");
  });

  test.each([
    [
      "Flink",
      "UpdateApplicationMaintenanceConfiguration",
      `updateFlinkMaintenanceWindow(input: { id: "${ordersArn}", startTime: "01:23" })`,
      `flink:${ordersArn}`,
    ],
    [
      "Datadog",
      "UpdateMaintenanceWindow",
      `updateDatadogMaintenanceWindow(input: { id: "${upgradeId}", name: "01:23" })`,
      upgradeId,
    ],
  ])("%s: the next read shows a write whose response was lost", async (_name, operation, mutation, id) => {
    await read();
    const control = operation.includes("Application") ? gateway.flink : gateway.datadog;
    // Applies to each of the gateway's attempts.
    await control.fault(operation, { reset: true, carriedOut: true }, 3);
    const { data } = await gateway.query(
      `mutation { result: ${mutation} { ... on UpstreamError { outcomeUnknown } } }`,
    );
    expect(data.result).toEqual({ outcomeUnknown: true });
    const look = `{ maintenanceWindow(id: "${id}") { ... on FlinkMaintenanceWindow { startTime } ... on DatadogMaintenanceWindow { name } } }`;
    expect(JSON.stringify((await gateway.query(look)).data)).toContain('"01:23"');
    expect(JSON.stringify(await read())).toContain('"01:23"');
  });

  test("a read of one application that began before a lost response is not joined, and its result is not cached", async () => {
    const single = `{ flinkApplication(arn: "${ordersArn}") { maintenanceWindow { startTime } } }`;
    const look = async () => (await gateway.query(single)).data.flinkApplication.maintenanceWindow.startTime;
    const old = { status: 200, latencyMs: 500, body: await describedAsNow() };
    await gateway.flink.fault("DescribeApplication", old, 1);
    const before = look();
    await settled(async () => (await gateway.flink.counts()).DescribeApplication === 2);
    await gateway.flink.fault(
      "UpdateApplicationMaintenanceConfiguration",
      { reset: true, carriedOut: true },
      3,
    );
    await move("01:23");
    expect(await look()).toBe("01:23");
    expect(await before).toBe("06:00");
    expect(await look()).toBe("01:23");
    expect(startOf(await read())).toBe("01:23");
  });

  test("the next list shows a created window whose response was lost", async () => {
    await read();
    await gateway.datadog.fault("CreateMaintenanceWindow", { hang: true, carriedOut: true }, 1);
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 503 }, 1);
    expect((await create("made, perhaps")).data).toMatchObject({
      createDatadogMaintenanceWindow: { __typename: "UpstreamError" },
    });
    expect(titles(await read())).toContain("made, perhaps");
  });

  test("the read of a dry run does not hide a concurrent write", async () => {
    await read();
    const body = { data: [] as unknown[] };
    const response = await fetch(`${gateway.datadog.url}/api/v2/maintenance_windows`, {
      headers: { "dd-api-key": "a", "dd-application-key": "b" },
    });
    body.data = ((await response.json()) as typeof body).data;
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 200, body, latencyMs: 300 }, 1);
    const { ListMaintenanceWindows: before } = await gateway.datadog.counts();
    const preview = gateway.query(
      `mutation { extendDatadogMaintenanceWindow(input: { id: "${upgradeId}", by: "PT1H", validateOnly: true }) { __typename } }`,
    );
    await settled(async () => (await gateway.datadog.counts()).ListMaintenanceWindows !== before);
    await rename("renamed meanwhile");
    await preview;
    expect(titles(await read())).toContain("renamed meanwhile");
  });

  test("reads show a value that a write found to be set already", async () => {
    await read();
    await gateway.flink.fault(
      "UpdateApplicationMaintenanceConfiguration",
      { status: 503, carriedOut: true },
      1,
    );
    await move("01:23");
    await move("01:23");
    expect(startOf(await read())).toBe("01:23");
  });

  test("the first read shows an earlier write", async () => {
    await move("01:23");
    expect(startOf(await read())).toBe("01:23");
  });
});

/** Returns the current response of DescribeApplication. */
async function describedAsNow(): Promise<unknown> {
  const response = await fetch(gateway.flink.url, {
    method: "POST",
    headers: {
      "x-amz-target": "KinesisAnalytics_20180523.DescribeApplication",
      authorization: "AWS4-HMAC-SHA256 Credential=a/20261122/eu-central-1/kinesisanalytics/aws4_request",
    },
    body: JSON.stringify({ ApplicationName: "orders-enrichment" }),
  });
  return response.json();
}

describe("changes made outside the gateway", () => {
  /** Moves the window as the AWS console does: neither the status nor the version changes. */
  const moveOutside = (startTime: string) =>
    fetch(gateway.flink.url, {
      method: "POST",
      headers: {
        "x-amz-target": "KinesisAnalytics_20180523.UpdateApplicationMaintenanceConfiguration",
        authorization: "AWS4-HMAC-SHA256 Credential=a/20261122/eu-central-1/kinesisanalytics/aws4_request",
      },
      body: JSON.stringify({
        ApplicationName: "orders-enrichment",
        ApplicationMaintenanceConfigurationUpdate: { ApplicationMaintenanceWindowStartTimeUpdate: startTime },
      }),
    });
  const single = async () =>
    (
      await gateway.query(
        `{ maintenanceWindow(id: "flink:${ordersArn}") { ... on FlinkMaintenanceWindow { startTime } } }`,
      )
    ).data.maintenanceWindow.startTime;

  test("are visible in a query for one window after the maximum age, and then also in lists", async () => {
    await read();
    expect((await moveOutside("01:15")).status).toBe(200);
    clock.passSeconds(29);
    expect(await single()).toBe("06:00");
    clock.passSeconds(2);
    // The list is read again and does not show the change.
    await read();
    await settled(async () => (await read()).sources[0].fetchedAt === "2026-11-22T12:00:31.000Z");
    expect(startOf(await read())).toBe("06:00");
    expect(await single()).toBe("01:15");
    expect(startOf(await read())).toBe("01:15");
    clock.passSeconds(100);
    expect(startOf(await read())).toBe("01:15");
  });

  test("are visible in lists when the description expires", async () => {
    await read();
    await moveOutside("01:15");
    clock.passSeconds(299);
    expect(startOf(await read())).toBe("06:00");
    clock.passSeconds(91);
    expect(startOf(await read())).toBe("01:15");
  });
});

describe("freshness", () => {
  test("an expired result is returned at once while one background read runs, and the next result is new", async () => {
    await read();
    await gateway.datadog.seed({ windows: 1 });
    await gateway.datadog.fault("ListMaintenanceWindows", { latencyMs: 100 });
    await calls();
    clock.passSeconds(40);
    const older = await Promise.all([read(), read(), read()]);
    expect(older.map(({ totalCount }) => totalCount)).toEqual([15, 15, 15]);
    expect(states(older[0])).toEqual(["OK", "OK", "OK"]);
    expect(older[0].sources[2].fetchedAt).toBe("2026-11-22T12:00:00.000Z");
    await settled(async () => (await read()).totalCount === 16);
    expect((await calls()).datadog).toEqual({ ListMaintenanceWindows: 1 });
    expect((await read()).sources[2].fetchedAt).toBe("2026-11-22T12:00:40.000Z");
  });

  test("after the revalidation period, a read waits for new data", async () => {
    await read();
    await gateway.datadog.seed({ windows: 1 });
    clock.passSeconds(90);
    expect((await read()).totalCount).toBe(16);
  });

  test("a failing source returns its last good result as STALE with the error, and other sources return new data", async () => {
    await read();
    await gateway.datadog.fault("*", { status: 503 });
    await gateway.flink.seed({ applications: 1 });
    clock.passSeconds(300);
    const answer = await read();
    expect(answer.totalCount).toBe(16);
    expect(answer.sources).toMatchObject([
      { state: "OK", fetchedAt: "2026-11-22T12:05:00.000Z", error: null },
      { state: "OK", fetchedAt: "2026-11-22T12:05:00.000Z", error: null },
      {
        state: "STALE",
        fetchedAt: "2026-11-22T12:00:00.000Z",
        error: { __typename: "UpstreamError", code: "UNAVAILABLE" },
      },
    ]);
    const { data } = await gateway.query(
      "{ maintenanceSources { health { state fetchedAt error { code } } } }",
    );
    expect(data.maintenanceSources[2].health).toEqual({
      state: "STALE",
      fetchedAt: "2026-11-22T12:00:00.000Z",
      error: { code: "UNAVAILABLE" },
    });
    await gateway.datadog.reset();
    clock.passSeconds(31);
    expect(states(await read())).toEqual(["OK", "OK", "OK"]);
  });

  test("a failed background read makes the result STALE, even within the revalidation period", async () => {
    await read();
    await gateway.datadog.fault("*", { status: 503 });
    clock.passSeconds(40);
    expect(states(await read())).toEqual(["OK", "OK", "OK"]);
    await settled(async () => states(await read())[2] === "STALE");
    // Further reads do not retry sooner: the gateway retries one second after the failure.
    await calls();
    await Promise.all([read(), read(), read()]);
    expect((await calls()).datadog).toEqual({});
    await gateway.datadog.reset();
    clock.passSeconds(1);
    await settled(async () => states(await read())[2] === "OK");
  });

  test("an outage delays one read, not every read", async () => {
    await read();
    await gateway.datadog.fault("*", { hang: true });
    clock.passSeconds(300);
    expect(states(await read())[2]).toBe("STALE");
    const startedAt = performance.now();
    await Promise.all([read(), read(), read()]);
    // The upstream timeout is one second.
    expect(performance.now() - startedAt).toBeLessThan(700);
  });

  test("a throttled source delays one read, and not the reads after it", async () => {
    await read();
    await gateway.flink.fault("*", { status: 429 });
    clock.passSeconds(300);
    expect(states(await read())).toEqual(["STALE", "STALE", "OK"]);
    const startedAt = performance.now();
    const answer = await read();
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(answer.sources[0]).toMatchObject({ state: "STALE", error: { code: "RESOURCE_EXHAUSTED" } });
  });

  test("a query for one window reads again after a failed read and does not return the old error", async () => {
    await read();
    await gateway.datadog.fault("*", { status: 503 }, 1);
    clock.passSeconds(40);
    await read();
    await settled(async () => states(await read())[2] === "STALE");
    const { data, errors } = await gateway.query(
      `{ maintenanceWindow(id: "${upgradeId}") { ... on ScheduledWindow { title } } }`,
    );
    expect(errors).toBeUndefined();
    expect(data.maintenanceWindow.title).toBe("Orders database upgrade");
  });

  test("a result that is too old is not returned, and its source is FAILED", async () => {
    await read();
    await gateway.datadog.fault("*", { status: 503 });
    clock.passSeconds(631);
    const answer = await read();
    expect(answer.totalCount).toBe(10);
    expect(answer.sources[2]).toMatchObject({ state: "FAILED", fetchedAt: "2026-11-22T12:00:00.000Z" });
  });

  test("a query for one window of a failing source returns an error, not a stale window", async () => {
    await read();
    await gateway.datadog.fault("*", { status: 503 });
    clock.passSeconds(300);
    const { data, errors } = await gateway.query(`{ maintenanceWindow(id: "${upgradeId}") { __typename } }`);
    expect(data.maintenanceWindow).toBeNull();
    expect(errors?.[0]?.extensions).toMatchObject({ code: "UNAVAILABLE", providerCode: "503" });
  });

  test("100 concurrent reads of a failing source make one call", async () => {
    // The latency lets all reads start before the call fails.
    await gateway.datadog.fault("*", { status: 503, latencyMs: 800 });
    const answers = await Promise.all(Array.from({ length: 100 }, read));
    expect(answers.every((answer) => states(answer)[2] === "FAILED")).toBe(true);
    expect((await calls()).datadog).toEqual({ ListMaintenanceWindows: 1 });
  });

  test("a failed read makes no further calls", async () => {
    await gateway.flink.seed({ applications: 200 });
    await gateway.flink.fault("DescribeApplication", { errorType: "ExpiredTokenException" });
    const answer = await read();
    expect(states(answer)).toEqual(["FAILED", "FAILED", "OK"]);
    // At most the calls that ran concurrently in the two sources.
    expect((await calls()).flink.DescribeApplication).toBeLessThanOrEqual(20);
  });

  test("a read in which no application can be described makes a bounded number of calls", async () => {
    await gateway.flink.seed({ applications: 300 });
    await gateway.flink.fault("DescribeApplication", { errorType: "AccessDeniedException" });
    const answer = await read();
    expect(states(answer)).toEqual(["FAILED", "FAILED", "OK"]);
    // 100 and the concurrent ones of the first source, and the few applications of the second one.
    expect((await calls()).flink.DescribeApplication).toBeLessThanOrEqual(100 + 10 + 6);
  });

  test("applications are no longer described after a later page of the list fails", async () => {
    await gateway.flink.seed({ applications: 200 });
    await gateway.flink.fault("DescribeApplication", { latencyMs: 100 });
    await gateway.flink.fault("ListApplications", { latencyMs: 20 }, 2);
    await gateway.flink.fault("ListApplications", { status: 500 });
    expect(states(await read())[0]).toBe("FAILED");
    const { DescribeApplication: asked = 0 } = (await calls()).flink;
    expect(asked).toBeLessThan(30);
    await read();
    expect((await calls()).flink.DescribeApplication ?? 0).toBe(0);
  });

  test("a caller that joins an overlong read gets a STALE result", async () => {
    await gateway.datadog.fault("ListMaintenanceWindows", { latencyMs: 400 }, 1);
    const first = read();
    await settled(async () => (await gateway.datadog.counts()).ListMaintenanceWindows === 1);
    clock.passSeconds(200);
    expect(states(await read())[2]).toBe("STALE");
    expect(states(await first)[2]).toBe("OK");
  });

  test("all of 6000 applications are read", async () => {
    await gateway.flink.seed({ applications: 6_000 });
    await expect.poll(async () => (await read()).totalCount, { timeout: 25_000, interval: 200 }).toBe(6_015);
    expect((await calls()).flink.DescribeApplication).toBe(6_012);
  });

  test("applications that were described before a read failed are not described again", async () => {
    await gateway.flink.fault("DescribeApplication", { errorType: "ExpiredTokenException" }, 1);
    const first = await read();
    expect(states(first).filter((state) => state === "FAILED")).toHaveLength(1);
    await calls();
    expect(states(await read())).toEqual(["OK", "OK", "OK"]);
    expect((await calls()).flink).toEqual({ ListApplications: 1, DescribeApplication: 1 });
  });
});
