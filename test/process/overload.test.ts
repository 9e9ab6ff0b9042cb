import { afterAll, beforeAll, expect, test } from "vitest";
import type { Child } from "../support/child-process.js";
import { startChild } from "../support/child-process.js";
import type { TestEmulators } from "../support/emulators.js";
import { startTestEmulators } from "../support/emulators.js";
import { send } from "../support/send.js";

let emulators: TestEmulators;
let gateway: Child;
let address: string;
let metricsAddress: string;

beforeAll(async () => {
  emulators = await startTestEmulators(() => new Date());
  await emulators.datadog.seed({ windows: 2_000 });
  gateway = startChild(process.execPath, ["dist/main.js"], {
    PORT: "0",
    METRICS_PORT: "0",
    MAX_QUEUE_WAIT_MS: "100",
    INVENTORY_MAX_AGE_SECONDS: "3600",
    ...emulators.environment,
  });
  [, address = ""] = await gateway.waitFor(/Server listening at (http:[^"]+)/);
  [, metricsAddress = ""] = await gateway.waitFor(/"address":"(http:[^"]+\/metrics)"/);
});
afterAll(async () => {
  gateway.kill("SIGTERM");
  await gateway.exit;
  await emulators.close();
});

test("an overloaded gateway answers some requests, refuses the others with 503, and serves its probes", async () => {
  await send(address, "{ maintenanceWindows { totalCount } }");
  const searches = (index: number) =>
    Array.from(
      { length: 20 },
      (_, field) =>
        `f${field}: maintenanceWindows(first: 1, filter: { search: "x${index}-${field}" }) { totalCount }`,
    ).join(" ");
  const responses = Array.from({ length: 200 }, async (_, index) => {
    const response = await fetch(`${address}/graphql`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ query: `{ ${searches(index)} }` }),
    });
    return { response, body: (await response.json()) as { data?: object; errors?: object[] } };
  });
  const probe = await fetch(`${address}/livez`);
  const all = await Promise.all(responses);
  expect(probe.status).toBe(200);
  const answered = all.filter(({ response }) => response.status === 200);
  const refused = all.filter(({ response }) => response.status === 503);
  expect(answered.length).toBeGreaterThan(0);
  expect(refused.length).toBeGreaterThan(0);
  expect(answered.length + refused.length).toBe(all.length);
  for (const { body } of answered) expect(body.errors).toBeUndefined();
  for (const { response, body } of refused) {
    expect(response.headers.get("retry-after")).toBe("2");
    expect(body.errors).toMatchObject([{ extensions: { code: "DEADLINE_EXCEEDED" } }]);
  }
  const metrics = await (await fetch(metricsAddress)).text();
  expect(metrics).toContain(
    `maintenance_gateway_refused_requests_total{code="DEADLINE_EXCEEDED"} ${refused.length}`,
  );
  const { errors } = await send(address, "{ maintenanceWindows { totalCount } }");
  expect(errors).toBeUndefined();
});
