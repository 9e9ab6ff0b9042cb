import type { Server } from "node:http";
import { createServer, request } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { eventsIn, propertyOf } from "../support/icalendar.js";
import { arnOf } from "../support/mutations.js";

const link = "https://console.aws.amazon.com/managed-flink/home?region=us-east-1#/applications/dashboard";

let proxy: Server;
let emulated: TestGateway;
/** A gateway that calls its emulator by a name of AWS, through a proxy. */
let gateway: TestGateway;
beforeAll(async () => {
  proxy = createServer((incoming, outgoing) => {
    const { method, headers, url = "" } = incoming;
    const target = new URL(new URL(url).pathname, gateway.flink.url);
    const forwarded = request(target, { method, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    incoming.pipe(forwarded);
  });
  await new Promise<void>((resolve) => proxy.listen(0, "127.0.0.1", resolve));
  const { port } = proxy.address() as AddressInfo;
  const regions = { AWS_REGIONS: "us-east-1" };
  emulated = await startTestGateway(regions);
  gateway = await startTestGateway({
    ...regions,
    AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: "http://kinesisanalytics.us-east-1.amazonaws.com",
    HTTP_PROXY: `http://127.0.0.1:${port}`,
    NO_PROXY: "127.0.0.1",
  });
});
afterAll(async () => {
  await Promise.all([gateway.stop(), emulated.stop()]);
  proxy.closeAllConnections();
  await new Promise((resolve) => proxy.close(resolve));
});

const gateways = [
  ["AWS", () => gateway, link],
  ["an emulator", () => emulated, null],
] as const;

test.each(gateways)("a window and an application of %s link to their console", async (_of, of, url) => {
  const { data, errors } = await of().query(`{
    maintenanceWindows(filter: { search: "ad-attribution" }) {
      nodes { ... on ScheduledWindow { consoleUrl } ... on FlinkMaintenanceWindow { application { consoleUrl } } }
    }
    flinkApplication(arn: "${arnOf("legacy-sql-report", "us-east-1")}") { consoleUrl maintenanceWindow { id } }
  }`);
  expect(errors).toBeUndefined();
  expect(data).toEqual({
    maintenanceWindows: { nodes: [{ consoleUrl: url, application: { consoleUrl: url } }] },
    flinkApplication: { consoleUrl: url, maintenanceWindow: null },
  });
});

test.each(gateways)("the deploy gate links a window of %s", async (_of, of, url) => {
  await of().flink.fault("*", { merge: { "ad-attribution": { ApplicationStatus: "MAINTENANCE" } } });
  const response = await fetch(`${of().address}/gate?application=ad-attribution`);
  expect(await response.json()).toMatchObject({ verdict: "IN_MAINTENANCE", reasons: [{ link: url }] });
});

test.each(gateways)("the calendar links the windows of %s", async (_of, of, url) => {
  const response = await fetch(`${of().address}/calendar.ics?source=aws-us-east-1`);
  const events = eventsIn(await response.text());
  expect(events.length).toBeGreaterThan(3);
  expect(new Set(events.map(({ component }) => propertyOf(component, "url")))).toEqual(new Set([url]));
});

test("a window of an emulated Datadog links to no console", async () => {
  const { data } = await gateway.query(
    `{ maintenanceWindows(filter: { providers: [DATADOG] }) { nodes { ... on ScheduledWindow { consoleUrl } } } }`,
  );
  const links = data.maintenanceWindows.nodes.map(({ consoleUrl }: { consoleUrl: unknown }) => consoleUrl);
  expect(new Set(links)).toEqual(new Set([null]));
});
