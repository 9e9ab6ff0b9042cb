import { afterAll, beforeAll, beforeEach, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { bearer, createIssuer } from "../support/tokens.js";
import { run } from "./run.js";

let gateway: TestGateway;
let guarded: TestGateway;
let token: string;
beforeAll(async () => {
  const issuer = await createIssuer();
  [gateway, guarded] = await Promise.all([startTestGateway(), startTestGateway(issuer.environment)]);
  token = await issuer.token({}, new Date("2026-11-22T12:00:00.000Z"));
  // Loads the providers' SDKs, which can take longer than a request may.
  await gateway.query("{ maintenanceWindows { totalCount } }");
  await guarded.query("{ maintenanceWindows { totalCount } }", {}, bearer(token));
}, 60_000);
afterAll(() => Promise.all([gateway.stop(), guarded.stop()]));
beforeEach(() => gateway.datadog.reset());

const gate = (...given: readonly string[]) => run(["gate", "--url", gateway.address, ...given]);

test("the real gateway is clear, with every option", async () => {
  const { exitCode, output } = await gate(
    ...["--source", "datadog", "--provider", "datadog,aws_flink", "--search", "checkout"],
    ...["--certainty", "underway,declared", "--lasting", "45m", "--max-age", "PT5M", "--timeout", "10s"],
  );
  expect(output).toMatch(/^Clear\b.*\n$/);
  expect(exitCode).toBe(0);
});

test("the real gateway is in maintenance", async () => {
  const { exitCode, output } = await gate("--search", "orders-db");
  expect(output).toMatch(/^In maintenance until .*Orders database upgrade \(datadog\)\.\n$/);
  expect(exitCode).toBe(1);
  const { output: json } = await gate("--search", "orders-db", "--json");
  expect(JSON.parse(json)).toMatchObject({ verdict: "IN_MAINTENANCE", reasons: [{ source: "datadog" }] });
});

test("the real gateway cannot read a source", async () => {
  await gateway.datadog.fault("*", { status: 500 });
  const { exitCode, output } = await gate("--search", "checkout");
  expect(output).toMatch(/^Unknown: .*\n$/);
  expect(exitCode).toBe(2);
});

test.each([
  ["--lasting", "soon", "lasting"],
  ["--max-age", "soon", "maxAge"],
  ["--provider", "GCP", "provider"],
  ["--certainty", "maybe", "certainty"],
])("the real gateway rejects %s %s", async (option, value, parameter) => {
  const { exitCode, errors } = await gate(option, value);
  expect(errors.join()).toContain(parameter);
  expect(exitCode).toBe(3);
});

test("the real gateway needs a valid token", async () => {
  const given = ["gate", "--url", guarded.address, "--search", "checkout"];
  expect((await run(given, { GATEWAY_TOKEN: token })).exitCode).toBe(0);
  expect((await run(given, { GATEWAY_TOKEN: `${token}x` })).exitCode).toBe(3);
  expect((await run(given)).exitCode).toBe(3);
});
