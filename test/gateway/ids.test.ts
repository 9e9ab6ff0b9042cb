import fc from "fast-check";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { noLimits, startTestGateway } from "../support/gateway.js";
import type { MutationName } from "../support/mutations.js";
import { mutate } from "../support/mutations.js";
import type { RecordedRequest, RecordingServer } from "../support/recording-server.js";
import { startRecordingServer } from "../support/recording-server.js";

const collection = "/api/v2/maintenance_windows";
/** An id that is not a UUID, but could be one of Datadog's. */
const goodId = "Window_7-b";

let upstream: RecordingServer;
let gateway: TestGateway;
/** The ids of the windows in Datadog's list. */
let listed: readonly unknown[];

const resource = (id: unknown) => ({
  id,
  type: "maintenance_window",
  attributes: {
    name: "Release",
    query: "service:checkout",
    start_at: "2026-11-22T10:00:00Z",
    end_at: "2026-12-01T12:00:00Z",
  },
});

function respond({ method, url }: RecordedRequest): unknown {
  if (method === "GET") return { data: listed.map(resource) };
  // Datadog's response to a deletion is empty. The gateway would retry a deletion after any other.
  if (method === "DELETE") return undefined;
  return { data: resource(decodeURIComponent(url.slice(collection.length + 1))) };
}

beforeAll(async () => {
  upstream = await startRecordingServer(respond);
  gateway = await startTestGateway({
    DD_ENDPOINT_URL: upstream.url,
    AWS_REGIONS: "eu-central-1",
    ...noLimits,
  });
});
afterAll(async () => {
  await gateway.stop();
  await upstream.close();
});
beforeEach(async () => {
  listed = [goodId];
  (upstream.requests as unknown[]).splice(0);
  await gateway.flink.reset();
});

const sent = () => [...new Set(upstream.requests.map(({ method, url }) => `${method} ${url}`))];

/** Each mutation of an existing Datadog window, and the method that it sends. */
const changes: readonly (readonly [MutationName, Record<string, unknown>, string])[] = [
  ["updateDatadogMaintenanceWindow", { name: "Other" }, "PUT"],
  ["endDatadogMaintenanceWindow", {}, "PUT"],
  ["extendDatadogMaintenanceWindow", { by: "PT1H" }, "PUT"],
  ["deleteDatadogMaintenanceWindow", {}, "DELETE"],
];

/** Texts that are not ids, and that could change the path of a request. */
const hostileIds = [
  ...[
    "",
    ".",
    "..",
    "../..",
    "../users",
    "a/b",
    "a/../b",
    "/",
    "//",
    "\\",
    "..\\",
    "%2e%2e",
    "%2E%2E%2F",
    ".%2e",
  ],
  ...[
    "%2f",
    "%00",
    "a?b=c",
    "a#b",
    ";",
    "a b",
    "\u0000",
    "a\r\nb",
    "\t",
    "\u202e",
    "\ud800",
    "ä",
    "．．",
    "$&",
  ],
  ...[
    "{maintenance_window_id}",
    `${goodId}/..`,
    `${goodId}?`,
    `${goodId} `,
    "x".repeat(129),
    "x".repeat(10_240),
  ],
];

describe("an id from Datadog", () => {
  test.each(changes)("%s is sent to the window's own path", async (name, input, method) => {
    await mutate(gateway, name, { id: `datadog:datadog:${goodId}`, ...input });
    expect(sent()).toEqual([`GET ${collection}`, `${method} ${collection}/${goodId}`]);
  });

  test.each([...hostileIds, 7, null, {}, ["a"]])(
    "%j makes its window unreadable, and no other",
    async (id) => {
      listed = [goodId, id];
      const { data } = await gateway.query(`{
      maintenanceWindows {
        sources { source { id } state unreadable { id error { code ... on UpstreamError { failure } } } }
      }
    }`);
      const error = { code: "INTERNAL", failure: "MALFORMED_RESPONSE" };
      expect(data.maintenanceWindows.sources).toContainEqual({
        source: { id: "datadog" },
        state: "PARTIAL",
        unreadable: [{ id: null, error }],
      });
      const allowed = [`GET ${collection}`];
      for (const [name, input, method] of changes) {
        expect(await mutate(gateway, name, { id: `datadog:datadog:${id}`, ...input })).toHaveProperty("code");
        await mutate(gateway, name, { id: `datadog:datadog:${goodId}`, ...input });
        allowed.push(`${method} ${collection}/${goodId}`);
      }
      expect(sent()).toEqual([...new Set(allowed)]);
    },
  );

  test("is the last part of the path, or is rejected", async () => {
    await fc.assert(
      fc.asyncProperty(fc.oneof(fc.string({ unit: "binary" }), fc.uuid()), async (id) => {
        listed = [id];
        (upstream.requests as unknown[]).splice(0);
        await mutate(gateway, "deleteDatadogMaintenanceWindow", { id: `datadog:datadog:${id}` });
        const others = sent().filter((request) => request !== `GET ${collection}`);
        expect(others).toEqual(/^[\w-]{1,128}$/.test(id) ? [`DELETE ${collection}/${id}`] : []);
      }),
      { numRuns: 40 },
    );
  });
});

describe("an id from a caller", () => {
  const windowIds = hostileIds.flatMap((id) => [
    id,
    `datadog:${id}`,
    `datadog:datadog:${id}`,
    `datadog:${id}:x`,
  ]);

  test.each(windowIds)("%j sends nothing but the list", async (id) => {
    for (const [name, input] of changes) {
      const { code } = await mutate(gateway, name, { id, ...input });
      expect(["INVALID_ARGUMENT", "NOT_FOUND"]).toContain(code);
    }
    const { data } = await gateway.query(
      `query ($id: ID!, $representations: [_Any!]!) {
        maintenanceWindow(id: $id) { __typename }
        _entities(representations: $representations) { __typename }
      }`,
      { id, representations: [{ __typename: "DatadogMaintenanceWindow", id }] },
    );
    expect(data?.maintenanceWindow ?? null).toBeNull();
    expect([[], [`GET ${collection}`]]).toContainEqual(sent());
  });

  test.each(
    hostileIds.flatMap((name) => [
      `flink:arn:aws:kinesisanalytics:eu-central-1:123456789012:application/${name}`,
      `arn:aws:kinesisanalytics:eu-central-1:123456789012:application/${name}`,
      `flink:arn:aws:kinesisanalytics:eu-central-1:123456789012:${name}`,
    ]),
  )("%j never becomes another application's name", async (id) => {
    const isName = /^(?:flink:)?arn:.*:application\/[\w.-]{1,128}$/.test(id);
    const { code } = await mutate(gateway, "updateFlinkMaintenanceWindow", { id, startTime: "01:00" });
    await gateway.query("query ($id: ID!) { flinkApplication(arn: $id) { name } }", { id });
    const name = id.split("/").at(-1);
    expect(code).toBe(isName ? "NOT_FOUND" : "INVALID_ARGUMENT");
    const asked = await gateway.flink.sent("DescribeApplication");
    expect(
      asked.every((body) => isName && (body as { ApplicationName: string }).ApplicationName === name),
    ).toBe(true);
    expect(Object.keys(await gateway.flink.counts())).toEqual(isName ? ["DescribeApplication"] : []);
  });
});
