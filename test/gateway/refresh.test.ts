import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { movableClock } from "../support/clock.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { moveEvent, moveInConsole, notify, refreshToken } from "../support/notices.js";

const orders = { source: "aws-eu-central-1", application: "orders-enrichment" };
const ordersArn = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";

let gateway: TestGateway;
let clock: ReturnType<typeof movableClock>;
beforeEach(async () => {
  clock = movableClock();
  gateway = await startTestGateway(
    {
      AWS_REGIONS: "eu-central-1",
      REFRESH_TOKEN: refreshToken,
      CALENDAR_TOKEN: "c".repeat(32),
      INVENTORY_MAX_AGE_SECONDS: "3600",
      INVENTORY_STALE_IF_ERROR_SECONDS: "3600",
      FLINK_DESCRIBE_MAX_AGE_SECONDS: "3600",
    },
    clock.now,
  );
});
afterEach(() => gateway.stop());

async function read() {
  const { data, errors } = await gateway.query(`{
    maintenanceWindows(first: 200, orderBy: { field: TITLE }) {
      nodes { ... on ScheduledWindow { title } ... on FlinkMaintenanceWindow { startTime } }
      sources { state }
    }
  }`);
  expect(errors).toBeUndefined();
  return data.maintenanceWindows as {
    readonly nodes: readonly { readonly title: string; readonly startTime?: string }[];
    readonly sources: readonly { readonly state: string }[];
  };
}
const startOf = async (name = "orders-enrichment") =>
  (await read()).nodes.find(({ title }) => title === name)?.startTime;
const calls = () => gateway.flink.counts();
/** The calls of the first list. */
const first = { ListApplications: 1, DescribeApplication: 7 };
const described = async () =>
  ((await gateway.flink.sent("DescribeApplication")) as { ApplicationName: string }[])
    .slice(first.DescribeApplication)
    .map(({ ApplicationName }) => ApplicationName);
const hasSent = (count: number) =>
  expect.poll(async () => (await calls()).DescribeApplication, { interval: 5 }).toBe(count);

describe("an item", () => {
  test.each([
    ["its name", orders],
    ["its ARN", { ...orders, application: ordersArn }],
    ["an event", moveEvent("orders-enrichment")],
  ])("by %s is read with one call, and is visible at once everywhere", async (_name, body) => {
    expect(await startOf()).toBe("06:00");
    expect(await calls()).toEqual(first);
    await moveInConsole(gateway.flink, "orders-enrichment", "01:15");
    const moved = await calls();
    expect(await startOf()).toBe("06:00");
    expect((await notify(gateway, body)).status).toBe(202);
    expect(await startOf()).toBe("01:15");
    const feed = await fetch(`${gateway.address}/calendar.ics?search=orders-enrichment`, {
      headers: { authorization: `Bearer ${"c".repeat(32)}` },
    });
    expect(await feed.text()).toContain("T011500Z");
    const { data } = await gateway.query(
      `{ maintenanceNow(at: "2026-11-23T01:30:00Z", countedCertainties: [POSSIBLE], filter: { search: "orders-enrichment" }) { verdict } }`,
    );
    expect(data.maintenanceNow.verdict).toBe("IN_MAINTENANCE");
    expect(await described()).toEqual(["orders-enrichment"]);
    expect(await calls()).toEqual({ ...moved, DescribeApplication: 8 });
  });

  test("that the source does not know yet appears, and one that is gone disappears", async () => {
    await read();
    await gateway.flink.seed({ applications: 1, region: "eu-central-1" });
    await notify(gateway, { ...orders, application: "load-00001" });
    expect(await startOf("load-00001")).toBe("01:00");
    const gone = { status: 400, errorType: "ResourceNotFoundException" };
    await gateway.flink.fault("DescribeApplication", gone, undefined, "orders-enrichment");
    await notify(gateway, orders);
    expect(await startOf()).toBeUndefined();
    expect(await described()).toEqual(["load-00001", "orders-enrichment"]);
    expect((await calls()).ListApplications).toBe(1);
  });

  test("that cannot be read stays doubtful, so that the next read reads it", async () => {
    await read();
    await moveInConsole(gateway.flink, "orders-enrichment", "01:15");
    await gateway.flink.fault("DescribeApplication", { status: 503 }, 1);
    await notify(gateway, orders);
    await hasSent(8);
    expect(await startOf()).toBe("01:15");
    expect(await described()).toEqual(["orders-enrichment", "orders-enrichment"]);
    expect((await calls()).ListApplications).toBe(2);
    await read();
    expect((await calls()).ListApplications).toBe(2);
  });

  test("causes no call while nothing of its source is cached", async () => {
    expect((await notify(gateway, orders)).status).toBe(202);
    expect((await notify(gateway, { source: "aws-eu-central-1" })).status).toBe(202);
    expect((await notify(gateway, { source: "datadog" })).status).toBe(202);
    expect(await calls()).toEqual({});
    await read();
    expect(await calls()).toEqual(first);
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
  });

  test("is answered before it is read, and many notices cause at most one more read", async () => {
    await read();
    await gateway.flink.fault("DescribeApplication", { latencyMs: 150 }, 1);
    await notify(gateway, orders);
    await hasSent(8);
    expect(await gateway.flink.underWay()).toMatchObject({ DescribeApplication: 1 });
    // The running read may have begun before this change.
    await moveInConsole(gateway.flink, "orders-enrichment", "01:15");
    const answers = await Promise.all(Array.from({ length: 20 }, () => notify(gateway, orders)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(await startOf()).toBe("01:15");
    expect(await described()).toEqual(["orders-enrichment", "orders-enrichment"]);
    expect((await calls()).ListApplications).toBe(1);
  });

  test("that is moved through the gateway during the read shows that move", async () => {
    await read();
    const before = {
      ApplicationMaintenanceWindowStartTime: "06:00",
      ApplicationMaintenanceWindowEndTime: "14:00",
    };
    const late = {
      latencyMs: 200,
      merge: { "orders-enrichment": { ApplicationMaintenanceConfigurationDescription: before } },
    };
    await gateway.flink.fault("DescribeApplication", late, 1);
    await notify(gateway, orders);
    await hasSent(8);
    const { data } = await gateway.query(
      `mutation { updateFlinkMaintenanceWindow(input: { id: "${ordersArn}", startTime: "03:45" }) { __typename } }`,
    );
    expect(data.updateFlinkMaintenanceWindow.__typename).toBe("FlinkMaintenanceWindowChanged");
    expect(await startOf()).toBe("03:45");
  });
});

describe("a source", () => {
  test("is listed again with one list", async () => {
    await read();
    await gateway.flink.seed({ applications: 2, region: "eu-central-1" });
    await notify(gateway, { source: "aws-eu-central-1" });
    await notify(gateway, { source: "datadog" });
    expect(await startOf("load-00002")).toBe("02:00");
    expect((await described()).toSorted()).toEqual(["load-00001", "load-00002"]);
    expect((await calls()).ListApplications).toBe(2);
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 2 });
  });

  test("whose list is running is listed once more, because that list may have begun before the change", async () => {
    await read();
    await gateway.datadog.fault("ListMaintenanceWindows", { latencyMs: 100 });
    for (let round = 0; round < 5; round++) await notify(gateway, { source: "datadog" });
    await read();
    expect(await gateway.datadog.counts()).toEqual({ ListMaintenanceWindows: 3 });
  });
});
