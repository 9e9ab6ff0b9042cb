import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import type { TestGateway } from "../../../support/gateway.js";
import { planted } from "../../../support/secrets.js";
import { startWatchedGateway } from "./wrong-request.js";

const token = planted("calendar");
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startWatchedGateway({ AWS_REGIONS: "eu-central-1", CALENDAR_TOKEN: token });
});
afterEach(() => gateway.flink.reset());
afterAll(() => gateway.stop());

const json = { "content-type": "application/json" };
const list = JSON.stringify({ query: "{ maintenanceWindows { totalCount } }" });
const change = JSON.stringify({
  query: 'mutation { endDatadogMaintenanceWindow(input: { id: "x" }) { __typename } }',
});

test.each<[name: string, path: string, init: RequestInit, msg: string]>([
  ["a query", "/graphql", { method: "POST", headers: json, body: list }, "operation"],
  ["the deploy gate", "/gate", {}, "gate"],
  ["the calendar", "/calendar.ics", { headers: { authorization: `Bearer ${token}` } }, "calendar feed"],
])("a client that disconnects while it waits for %s causes no error", async (_name, path, init, msg) => {
  await gateway.flink.fault("ListApplications", { latencyMs: 300 });
  const before = (await gateway.flink.counts()).ListApplications ?? 0;
  const lineCount = gateway.logs.length;
  const controller = new AbortController();
  const gone = fetch(gateway.address + path, { ...init, signal: controller.signal });
  await expect.poll(async () => (await gateway.flink.counts()).ListApplications).toBe(before + 1);
  controller.abort();
  await expect(gone).rejects.toThrow();
  const lines = () => gateway.logs.slice(lineCount);
  await expect.poll(() => lines().filter((line) => line.msg === msg)).toMatchObject([{ clientGone: true }]);
  await fetch(`${gateway.address}/livez`);
  expect(lines().filter(({ level }) => Number(level) >= 40)).toEqual([]);
  const metrics = await (await fetch(`${gateway.metricsAddress}/metrics`)).text();
  expect(metrics).not.toContain("INTERNAL_SERVER_ERROR");
});

test("a client that disconnects during its body is counted as a wrong request", async () => {
  const lineCount = gateway.logs.length;
  const controller = new AbortController();
  const body = new ReadableStream({
    start: (stream) => stream.enqueue(new TextEncoder().encode(change.slice(0, 20))),
  });
  const init = { method: "POST", headers: json, body, duplex: "half", signal: controller.signal };
  const gone = fetch(`${gateway.address}/graphql`, init as RequestInit);
  const refused = async () =>
    (await (await fetch(`${gateway.metricsAddress}/metrics`)).text()).match(/refused_requests_total\{.*/g);
  await fetch(`${gateway.address}/livez`);
  controller.abort();
  await expect(gone).rejects.toThrow();
  await expect.poll(async () => (await refused())?.join()).toContain('{code="BAD_REQUEST"} 1');
  expect(gateway.logs.slice(lineCount).filter(({ level }) => Number(level) >= 30)).toEqual([]);
});
