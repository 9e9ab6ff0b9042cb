import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Child } from "../support/child-process.js";
import { startChild } from "../support/child-process.js";
import { freePort } from "../support/free-port.js";
import { arnOf, datadogId, mutate } from "../support/mutations.js";
import { send } from "../support/send.js";

const requestTimeoutMs = 5_000;
/** The providers. Each test kills the emulator of one and leaves the other alone. */
const providers = {
  AWS_FLINK: {
    port: "EMULATOR_FLINK_PORT",
    source: "aws-eu-central-1",
    query: `{ flinkApplication(arn: "${arnOf("orders-enrichment")}") { name } }`,
    move: ["updateFlinkMaintenanceWindow", { id: arnOf("orders-enrichment"), startTime: "03:00" }],
  },
  DATADOG: {
    port: "EMULATOR_DATADOG_PORT",
    source: "datadog",
    query: `{ maintenanceWindow(id: "${datadogId(2)}") { __typename } }`,
    move: ["updateDatadogMaintenanceWindow", { id: datadogId(2), name: "renamed" }],
  },
} as const;
type ProviderName = keyof typeof providers;

const ports: Record<string, number> = {};
const emulators = {} as Record<ProviderName, Child>;
let gateway: Child;
let address: string;

/** Starts one process per emulator. Each process starts two emulators, of which only one is used. */
async function startEmulator(provider: ProviderName): Promise<void> {
  const { port } = providers[provider];
  const other = provider === "DATADOG" ? providers.AWS_FLINK.port : providers.DATADOG.port;
  emulators[provider] = startChild(process.execPath, ["--import", "tsx", "scripts/emulators.ts"], {
    [port]: String(ports[port]),
    [other]: "0",
  });
  await emulators[provider].waitFor(/export DD_APP_KEY/);
}

beforeAll(async () => {
  for (const { port } of Object.values(providers)) ports[port] = await freePort();
  await Promise.all([startEmulator("AWS_FLINK"), startEmulator("DATADOG")]);
  gateway = startChild(process.execPath, ["dist/main.js"], {
    PORT: "0",
    AWS_REGIONS: "eu-central-1",
    AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: `http://127.0.0.1:${ports.EMULATOR_FLINK_PORT}`,
    AWS_ACCESS_KEY_ID: "emulator",
    AWS_SECRET_ACCESS_KEY: "emulator",
    DD_ENDPOINT_URL: `http://127.0.0.1:${ports.EMULATOR_DATADOG_PORT}`,
    DD_API_KEY: "emulator",
    DD_APP_KEY: "emulator",
    REQUEST_TIMEOUT_MS: String(requestTimeoutMs),
    INVENTORY_MAX_AGE_SECONDS: "1",
    INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "1",
  });
  address = (await gateway.waitFor(/http:\/\/127\.0\.0\.1:\d+/))[0];
}, 60_000);
afterAll(async () => {
  gateway.kill("SIGTERM");
  for (const emulator of Object.values(emulators)) emulator.kill("SIGTERM");
  expect(await gateway.exit).toBe(0);
});

/** Returns the state and the number of windows of each source. Checks that the request meets its deadline. */
async function states(): Promise<Record<string, string>> {
  const startedAt = performance.now();
  const { data } = await send(
    address,
    "{ maintenanceWindows(first: 200) { nodes { ... on ScheduledWindow { source { id } } } sources { source { id } state } } }",
  );
  expect(performance.now() - startedAt).toBeLessThan(requestTimeoutMs);
  const { nodes, sources } = data.maintenanceWindows;
  const countOf = (id: string) =>
    nodes.filter((node: { source: { id: string } }) => node.source.id === id).length;
  return Object.fromEntries(
    sources.map(({ source, state }: { source: { id: string }; state: string }) => [
      source.id,
      `${state} ${countOf(source.id)}`,
    ]),
  );
}

const whole = { "aws-eu-central-1": "OK 6", datadog: "OK 5" };

describe.each(Object.keys(providers) as ProviderName[])("after the %s emulator is killed", (provider) => {
  const { source, query, move } = providers[provider];
  const other = provider === "DATADOG" ? providers.AWS_FLINK : providers.DATADOG;
  const gatewayUnderTest = {
    query: (document: string, variables?: Record<string, unknown>) => send(address, document, variables),
  };

  test("only the results of its provider change, and their errors are typed", async () => {
    await expect.poll(states, { timeout: 15_000 }).toEqual(whole);
    emulators[provider].kill("SIGKILL");
    await emulators[provider].exit;
    // Cached windows are returned and marked STALE.
    await expect
      .poll(states, { timeout: 15_000 })
      .toEqual({ ...whole, [source]: whole[source].replace("OK", "STALE") });

    const startedAt = performance.now();
    const single = await send(address, query);
    expect(single.errors).toMatchObject([{ extensions: { provider, code: "UNAVAILABLE", retryable: true } }]);
    expect(await mutate(gatewayUnderTest, move[0], move[1])).toMatchObject({
      __typename: "UpstreamError",
      provider,
      code: "UNAVAILABLE",
      outcomeUnknown: false,
    });
    expect(performance.now() - startedAt).toBeLessThan(requestTimeoutMs);

    expect((await send(address, other.query)).errors).toBeUndefined();
    expect(["UPDATED", "UNCHANGED"]).toContain(
      (await mutate(gatewayUnderTest, other.move[0], other.move[1])).outcome,
    );
    const ready = await fetch(`${address}/readyz`);
    expect(ready.status).toBe(200);
  });

  test("the gateway reconnects after a restart and recovers within seconds", async () => {
    await startEmulator(provider);
    const startedAt = performance.now();
    await expect.poll(states).toEqual(whole);
    process.stdout.write(`${provider} recovered after ${Math.round(performance.now() - startedAt)} ms\n`);
    expect((await send(address, query)).errors).toBeUndefined();
    expect((await mutate(gatewayUnderTest, move[0], move[1])).outcome).toBe("UPDATED");
  });
});
