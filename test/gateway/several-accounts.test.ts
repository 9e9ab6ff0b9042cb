import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { noSharedTier } from "../../src/cache/shared-tier.js";
import { connectFlink } from "../../src/datasources/flink/provider.js";
import type { FlinkSourceSettings } from "../../src/datasources/flink/source-settings.js";
import type { TestEmulators } from "../support/emulators.js";
import { startTestEmulators } from "../support/emulators.js";
import type { TestGateway } from "../support/gateway.js";
import { now, startTestGateway } from "../support/gateway.js";
import { sourceFile } from "../support/gateway-config-file.js";
import { testContext, testRuntime } from "../support/runtime.js";
import { startSecurityTokenService } from "../support/security-token-service.js";

const [orders, payments] = ["111122223333", "444455556666"];
const roleOf = (account: string | undefined) => `arn:aws:iam::${account}:role/maintenance`;

let emulators: TestEmulators;
let tokens: Awaited<ReturnType<typeof startSecurityTokenService>>;
let gateway: TestGateway | undefined;
beforeEach(async () => {
  [emulators, tokens] = await Promise.all([startTestEmulators(() => now), startSecurityTokenService()]);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await gateway?.stop();
  gateway = undefined;
  await Promise.all([emulators.close(), tokens.close()]);
});

async function start(sources: Record<string, unknown>[], environment: Record<string, string> = {}) {
  const given = { AWS_ENDPOINT_URL_STS: tokens.url, ...sourceFile(sources), ...environment };
  gateway = await startTestGateway(given);
  return gateway;
}

const flink = (id: string, more: Record<string, unknown>) => ({
  id,
  provider: "AWS_FLINK",
  region: "us-east-1",
  endpoint: emulators.flink.url,
  ...more,
});

const list = `{
  maintenanceWindows(first: 100, filter: { search: "ad-attribution" }) {
    nodes { ... on FlinkMaintenanceWindow { id source { id accountId } application { accountId } } }
    sources { source { id accountId } state error { __typename code message } }
  }
}`;

test("the gateway reads and changes two accounts in one region, each through its own role", async () => {
  const { query } = await start([
    flink("orders", { accountId: orders, roleArn: roleOf(orders), externalId: "agreed" }),
    flink("payments", { roleArn: roleOf(payments) }),
  ]);
  const { data } = await query(list);
  const idIn = (account: string | undefined) =>
    `flink:arn:aws:kinesisanalytics:us-east-1:${account}:application/ad-attribution`;
  const accountOf = (id: string, accountId: string | undefined) => ({
    id: idIn(accountId),
    source: { id, accountId },
    application: { accountId },
  });
  expect(data.maintenanceWindows.nodes).toEqual([
    accountOf("orders", orders),
    accountOf("payments", payments),
  ]);
  // The first response of a source makes its account known.
  expect(data.maintenanceWindows.sources).toMatchObject([
    { source: { accountId: orders } },
    { source: { accountId: payments } },
  ]);
  // The gateway assumes each role once, with its own key, for all calls of the source.
  expect(tokens.assumed).toHaveLength(2);
  expect(tokens.assumed).toEqual(
    expect.arrayContaining([
      {
        RoleArn: roleOf(orders),
        RoleSessionName: "maintenance-gateway",
        ExternalId: "agreed",
        signedWith: "emulator",
      },
      {
        RoleArn: roleOf(payments),
        RoleSessionName: "maintenance-gateway",
        ExternalId: null,
        signedWith: "emulator",
      },
    ]),
  );

  // A write changes only the window's account.
  const move = (account: string | undefined, startTime: string) => `mutation {
    updateFlinkMaintenanceWindow(input: { id: "${idIn(account)}", startTime: "${startTime}" }) {
      ... on FlinkMaintenanceWindowChanged { outcome window { startTime source { id } } previous { startTime } }
    }
  }`;
  const moved = await query(move(payments, "01:00"));
  expect(moved.data.updateFlinkMaintenanceWindow).toEqual({
    outcome: "UPDATED",
    window: { startTime: "01:00", source: { id: "payments" } },
    previous: { startTime: "03:00" },
  });
  const other = await query(move(orders, "02:00"));
  expect(other.data.updateFlinkMaintenanceWindow).toMatchObject({ previous: { startTime: "03:00" } });
});

test("a wrong external id makes only its own source fail, and is not revealed", async () => {
  const { query, logs } = await start([
    flink("orders", { roleArn: roleOf(orders), externalId: "not-agreed" }),
    flink("payments", { roleArn: roleOf(payments) }),
  ]);
  const { data } = await query(list);
  expect(data.maintenanceWindows.sources).toMatchObject([
    {
      source: { id: "orders" },
      state: "FAILED",
      error: { __typename: "AccessError", code: "UNAUTHENTICATED" },
    },
    { source: { id: "payments" }, state: "OK" },
  ]);
  expect(JSON.stringify([data, logs])).not.toContain("not-agreed");
});

// Application names can be the same in every account, so the wrong account could be changed unnoticed.
test("a source rejects credentials of an account other than the configured one", async () => {
  const { query } = await start([flink("orders", { accountId: orders })]);
  const { data } = await query(list);
  expect(data.maintenanceWindows).toMatchObject({
    nodes: [],
    sources: [{ state: "FAILED", error: { __typename: "AccessError", code: "UNAUTHENTICATED" } }],
  });
  const arn = `arn:aws:kinesisanalytics:us-east-1:${orders}:application/ad-attribution`;
  const change = await query(
    `mutation { updateFlinkMaintenanceWindow(input: { id: "${arn}", startTime: "01:00" }) { __typename } }`,
  );
  expect(change.data.updateFlinkMaintenanceWindow).toEqual({ __typename: "AccessError" });
  expect((await emulators.flink.counts()).UpdateApplicationMaintenanceConfiguration).toBeUndefined();
});

test("a profile in AWS's shared files overrides the keys in the environment", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "credentials");
  writeFileSync(file, `[orders]\naws_access_key_id = AKIA${orders}\naws_secret_access_key = s\n`);
  // AWS's credential chain reads the variables of the process.
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file);
  const { query } = await start([flink("orders", { profile: "orders" }), flink("usual", {})]);
  const { data } = await query(list);
  expect(
    data.maintenanceWindows.nodes.map(({ source }: { source: Record<string, string> }) => source),
  ).toEqual([
    { id: "orders", accountId: orders },
    { id: "usual", accountId: "123456789012" },
  ]);
});

test("the gateway reads and changes two Datadog organisations, each with its own keys", async () => {
  const others = await startTestEmulators(() => now);
  try {
    const datadog = (id: string, { url }: { readonly url: string }, name: string) => ({
      id,
      provider: "DATADOG",
      endpoint: url,
      apiKeyEnv: `${name}_API_KEY`,
      appKeyEnv: `${name}_APP_KEY`,
    });
    const { query } = await start(
      [datadog("one", emulators.datadog, "ONE"), datadog("two", others.datadog, "TWO")],
      { ONE_API_KEY: "a1", ONE_APP_KEY: "b1", TWO_API_KEY: "a2", TWO_APP_KEY: "b2" },
    );
    const create = await query(`mutation { createDatadogMaintenanceWindow(input: {
      sourceId: "two", name: "Only here", query: "service:x", startsAt: "2030-01-01T00:00:00Z", endsAt: "2030-01-02T00:00:00Z"
    }) { ... on DatadogMaintenanceWindowChanged { window { source { id } } } } }`);
    expect(create.data.createDatadogMaintenanceWindow).toEqual({ window: { source: { id: "two" } } });
    const { data } = await query(
      '{ maintenanceWindows(filter: { search: "Only here" }) { nodes { ... on ScheduledWindow { source { id } } } } }',
    );
    expect(data.maintenanceWindows.nodes).toEqual([{ source: { id: "two" } }]);
    expect((await emulators.datadog.counts()).CreateMaintenanceWindow).toBeUndefined();
  } finally {
    await others.close();
  }
});

test("replicas use a different cache key for each account, role and profile, even if the source id is the same", async () => {
  const keys: string[] = [];
  const shared = {
    ...noSharedTier,
    async load(key: string) {
      keys.push(key);
      return null;
    },
  };
  const common = { id: "same", region: "us-east-1", endpoint: "http://127.0.0.1:1", concurrency: 1 };
  const rest = { freshness: {}, resilience: {}, describeMaxAgeMs: 0, credentialsTimeoutMs: 60_000 };
  for (const more of [
    {},
    { accountId: orders },
    { roleArn: roleOf(orders) },
    { roleArn: roleOf(payments) },
    { profile: "p" },
  ]) {
    const source = { ...common, ...rest, ...more } as FlinkSourceSettings;
    const connection = connectFlink([source], testRuntime({ shared }));
    await connection
      .datasource(testContext(200))
      .listWindows("same")
      .catch(() => {});
    await connection.close();
  }
  expect(new Set(keys).size).toBe(5);
});

test("callsPerSecond limits all calls of a source", async () => {
  const { query } = await start([flink("slow", { callsPerSecond: 5 })]);
  const startedAt = performance.now();
  await query(list);
  // One list call and five describe calls: the sixth must wait for the next second.
  expect(performance.now() - startedAt).toBeGreaterThan(900);
  expect(Object.values(await emulators.flink.counts()).reduce((sum, count) => sum + count, 0)).toBe(6);
});

test("a source does not use other credentials if its profile no longer exists", async () => {
  const file = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "credentials");
  writeFileSync(file, `[removed]\naws_access_key_id = AKIA${orders}\naws_secret_access_key = s\n`);
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "AKIA999999999999");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "somebody-else's");
  const { query } = await start([flink("orders", { profile: "removed" })]);
  writeFileSync(file, "");
  const { data } = await query(list);
  expect(data.maintenanceWindows.sources).toMatchObject([
    { state: "FAILED", error: { code: "UNAUTHENTICATED" } },
  ]);
  expect(await emulators.flink.counts()).toEqual({});
});
