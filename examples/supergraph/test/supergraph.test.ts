import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { after, before, beforeEach, describe, test } from "node:test";
import { withAuthentication } from "../../../scripts/with-authentication.ts";
import { freePort } from "../../../test/support/free-port.ts";
import type { Subgraph } from "../compose.ts";
import { compose, composeSdls, readSdl } from "../compose.ts";
import { startRouter, startSubgraphs } from "../supergraph.ts";
import { startApolloGateway } from "./apollo-gateway.ts";
import { startRecordingProxy } from "./recording-proxy.ts";

interface Router {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

interface Answer {
  // biome-ignore lint/suspicious/noExplicitAny: the answers of many documents; each test reads its own shape
  readonly data: any;
  readonly errors?: readonly Readonly<Record<string, unknown>>[];
}

const secret = "known-to-router-and-gateway";

const startHive = async (subgraphs: readonly Subgraph[], hasRustPlanner: boolean) =>
  startRouter({
    supergraph: await compose(subgraphs),
    port: await freePort(),
    hasRustPlanner,
    environment: { MAINTENANCE_ROUTER_SECRET: secret },
  });

/** Every router that installs from npm, and both planners of Hive Gateway. */
const routers: Readonly<Record<string, (subgraphs: readonly Subgraph[]) => Promise<Router>>> = {
  "Hive Gateway": (subgraphs) => startHive(subgraphs, false),
  "Hive Gateway with the planner of Hive Router": (subgraphs) => startHive(subgraphs, true),
  "@apollo/gateway": (subgraphs) => startApolloGateway(subgraphs, secret),
};

const emulatorPorts = { flink: await freePort(), datadog: await freePort() };
let subgraphs: Awaited<ReturnType<typeof startSubgraphs>>;
type RecordingProxy = Awaited<ReturnType<typeof startRecordingProxy>>;
let proxy: RecordingProxy;
let catalogueProxy: RecordingProxy;

before(async () => {
  subgraphs = await startSubgraphs({
    EMULATOR_FLINK_PORT: String(emulatorPorts.flink),
    EMULATOR_DATADOG_PORT: String(emulatorPorts.datadog),
    // Nothing is remembered between requests and nothing repeated, so that each shows what it asks for.
    INVENTORY_MAX_AGE_SECONDS: "0",
    INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0",
    INVENTORY_STALE_IF_ERROR_SECONDS: "0",
    FLINK_DESCRIBE_MAX_AGE_SECONDS: "0",
    UPSTREAM_MAX_ATTEMPTS: "1",
    UPSTREAM_BREAKER_FAILURES: "1000000",
  });
  proxy = await startRecordingProxy(subgraphs.maintenance.url);
  catalogueProxy = await startRecordingProxy(subgraphs.catalogue.url);
});

after(async () => {
  await proxy.stop();
  await catalogueProxy.stop();
  await subgraphs.stop();
});

/** A control route of an emulator. */
async function control(emulator: keyof typeof emulatorPorts, method: string, route: string, body?: unknown) {
  const response = await fetch(`http://127.0.0.1:${emulatorPorts[emulator]}/_emulator/${route}`, {
    method,
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  assert.equal(response.status, 200);
  return (await response.json()) as {
    readonly counts: Readonly<Record<string, number>>;
    readonly requests: readonly { readonly headers: Readonly<Record<string, string>> }[];
  };
}

async function send(
  url: string,
  query: string,
  headers: Readonly<Record<string, string>> = {},
): Promise<Answer> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", ...headers },
    body: JSON.stringify({ query }),
  });
  return (await response.json()) as Answer;
}

for (const [name, start] of Object.entries(routers)) {
  describe(name, () => {
    let router: Router;

    before(async () => {
      router = await start([
        { name: "maintenance", url: proxy.url },
        { name: "catalogue", url: catalogueProxy.url },
      ]);
    });
    after(() => router.stop());
    beforeEach(async () => {
      await control("flink", "POST", "reset");
      await control("datadog", "POST", "reset");
      proxy.takeEntityRequests();
    });

    const ask = (query: string, headers?: Readonly<Record<string, string>>) =>
      send(router.url, query, headers);

    test("answers the query of the example over both subgraphs", async () => {
      const query = readFileSync(new URL("../query.graphql", import.meta.url), "utf8");
      const expected = JSON.parse(readFileSync(new URL("../answer.json", import.meta.url), "utf8"));
      assert.deepEqual(await ask(query), expected);
    });

    test("asks the gateway for all entities of a type at once, and the gateway its providers once", async () => {
      const answer = await ask("{ services { flinkApplications { name status } } }");
      assert.equal(answer.errors, undefined);
      const applications = answer.data.services.flatMap(
        ({ flinkApplications }: { readonly flinkApplications: readonly unknown[] }) => flinkApplications,
      );
      assert.equal(applications.length, 7);
      assert.deepEqual(proxy.takeEntityRequests(), [7]);
      assert.deepEqual((await control("flink", "GET", "requests")).counts, { DescribeApplication: 7 });
    });

    test("shows null in the place of an entity that is gone, and the others", async () => {
      const { data } = await ask('{ service(name: "reports") { flinkApplications { name status } } }');
      assert.deepEqual(data, {
        service: { flinkApplications: [null, { name: "telemetry-rollup", status: "STARTING" }] },
      });
    });

    test("fills in what the gateway only refers to, and what needs one of its fields", async () => {
      const answer = await ask(
        '{ maintenanceWindows(filter: { providers: [DATADOG], search: "orders" }) { nodes { ... on DatadogMaintenanceWindow { createdBy { email } services { name } } } } }',
      );
      assert.deepEqual(answer, {
        data: {
          maintenanceWindows: {
            nodes: [
              { createdBy: { email: "ada.okafor@company.example" }, services: [{ name: "orders-db" }] },
            ],
          },
        },
      });
      assert.deepEqual((await control("datadog", "GET", "requests")).counts, { ListMaintenanceWindows: 1 });
    });

    test("passes the typed result of a write on, whole, although it redacts errors", async () => {
      const answer = await ask(`mutation {
        invalid: createDatadogMaintenanceWindow(input: { name: " ", query: "*", startsAt: "2030-01-01T10:00:00Z", duration: "PT1H" }) {
          __typename ... on MaintenanceError { code retryable } ... on ValidationError { violations { path code } }
        }
        missing: updateFlinkMaintenanceWindow(input: { id: "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/no-such", startTime: "01:00" }) {
          __typename ... on MaintenanceError { code message provider } ... on NotFoundError { resourceType }
        }
      }`);
      assert.equal(answer.errors, undefined);
      assert.deepEqual(answer.data, {
        invalid: {
          __typename: "ValidationError",
          code: "INVALID_ARGUMENT",
          retryable: false,
          violations: [
            { path: ["input", "name"], code: "REQUIRED" },
            { path: ["input", "query"], code: "BROAD_QUERY" },
          ],
        },
        missing: {
          __typename: "NotFoundError",
          code: "NOT_FOUND",
          message: answer.data.missing.message,
          provider: "AWS_FLINK",
          resourceType: "FlinkApplication",
        },
      });
      assert.match(answer.data.missing.message, /No configured source has the application/);
    });

    test("passes on which source failed and why, while the text of an error is redacted", async () => {
      await control("datadog", "POST", "faults", [{ operation: "*", fault: { status: 503 } }]);
      const listed = await ask(
        "{ maintenanceWindows(first: 1) { sources { source { id } state error { code message provider providerCode retryable } } } }",
      );
      assert.equal(listed.errors, undefined);
      const failed = listed.data.maintenanceWindows.sources.at(-1);
      assert.match(failed.error.message, /Datadog/);
      assert.deepEqual(failed, {
        source: { id: "datadog" },
        state: "FAILED",
        error: {
          code: "UNAVAILABLE",
          message: failed.error.message,
          provider: "DATADOG",
          providerCode: "503",
          retryable: true,
        },
      });
      const single = await ask(
        '{ maintenanceWindow(id: "datadog:datadog:00000000-0000-4000-8000-000000000002") { __typename } }',
      );
      assert.equal(single.data?.maintenanceWindow ?? null, null);
      assert.equal(single.errors?.length, 1);
      assert.equal(single.errors[0]?.message, "Subgraph errors redacted");
      assert.doesNotMatch(JSON.stringify(single), /Datadog|503|UNAVAILABLE/);
    });

    test("keeps one request id and one trace from the client to the provider", async () => {
      const traceId = "4bf92f3577b34da6a3ce929d0e0e4736";
      await ask("{ maintenanceWindows(filter: { providers: [DATADOG] }) { totalCount } }", {
        "x-request-id": "page-view-7",
        traceparent: `00-${traceId}-00f067aa0ba902b7-01`,
      });
      const { requests } = await control("datadog", "GET", "requests");
      assert.equal(requests.length, 1);
      assert.equal(requests[0]?.headers["x-request-id"], "page-view-7");
      assert.match(requests[0]?.headers.traceparent ?? "", new RegExp(`^00-${traceId}-`));
    });

    test("sends the shared secret to the gateway, and to nobody else", async () => {
      await ask('{ service(name: "search") { flinkApplications { name } } }');
      assert.equal(proxy.lastSecret(), secret);
      assert.equal(catalogueProxy.lastSecret(), null);
    });
  });
}

test("with @authenticated, a router lets only those in whom it knows, and only to what is the gateway's", async () => {
  const { maintenance, catalogue } = subgraphs;
  const router = await startRouter({
    supergraph: composeSdls([
      { ...maintenance, sdl: withAuthentication(await readSdl(maintenance.url)) },
      { ...catalogue, sdl: await readSdl(catalogue.url) },
    ]),
    port: await freePort(),
    hasRustPlanner: false,
    config: "test/authenticated.config.ts",
  });
  const query = '{ service(name: "search") { name } maintenanceSources { id } }';
  const sources = ["aws-eu-central-1", "aws-us-east-1", "datadog"].map((id) => ({ id }));
  const known = await send(router.url, query, { authorization: "Bearer somebody" });
  assert.deepEqual(known, { data: { service: { name: "search" }, maintenanceSources: sources } });
  const unknown = await send(router.url, query);
  assert.equal(unknown.data?.maintenanceSources ?? null, null);
  assert.notEqual(unknown.errors, undefined);
  const theirs = await send(router.url, '{ service(name: "search") { name } }');
  assert.deepEqual(theirs, { data: { service: { name: "search" } } });
  await router.stop();
});
