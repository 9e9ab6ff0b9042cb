import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { after, before, beforeEach, describe, test } from "node:test";
import { fileURLToPath } from "node:url";
import { GraphQLError } from "graphql";
import { subscribe } from "../../../test/support/event-stream.ts";
import { freePort } from "../../../test/support/free-port.ts";
import { send } from "../../../test/support/send.ts";
import { startCatalogue } from "../catalogue/catalogue.ts";
import type { Subgraph } from "../compose.ts";
import { compose, composeSdls, readSdl } from "../compose.ts";
import { gatewayConfig } from "../gateway.config.ts";
import { behindRouter, startRouter, startSubgraphs } from "../supergraph.ts";
import { startApolloGateway } from "./apollo-gateway.ts";
import { startRecordingProxy } from "./recording-proxy.ts";

interface Router {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

const originOf = ({ url }: Pick<Router, "url">) => new URL(url).origin;

const secret = "known-to-router-and-gateway-and-nobody-else";

interface RouterKind {
  readonly start: (subgraphs: readonly Subgraph[], port: number) => Promise<Router>;
  /** Whether the router hides the gateway's errors from clients. */
  readonly redacts: boolean;
  /** Whether the router adds its own error for an entity that does not exist. */
  readonly complainsOfNull: boolean;
}

const hive =
  (hasRustPlanner: boolean, config: string) => async (subgraphs: readonly Subgraph[], port: number) =>
    startRouter({
      supergraph: await compose(subgraphs),
      port,
      hasRustPlanner,
      config,
      environment: { MAINTENANCE_ROUTER_SECRET: secret },
    });

/** Every router that is available on npm, with both planners of Hive Gateway. */
const routers: Readonly<Record<string, RouterKind>> = {
  "Hive Gateway": { start: hive(false, "gateway.config.ts"), redacts: false, complainsOfNull: true },
  "Hive Gateway with the planner of Hive Router": {
    start: hive(true, "gateway.config.ts"),
    redacts: false,
    complainsOfNull: false,
  },
  "Hive Gateway that redacts every error": {
    start: hive(false, "test/redacting.config.ts"),
    redacts: true,
    complainsOfNull: true,
  },
  "@apollo/gateway, which redacts every error": {
    start: (subgraphs, port) => startApolloGateway(subgraphs, secret, port),
    redacts: true,
    complainsOfNull: false,
  },
};

const emulatorPorts = { flink: await freePort(), datadog: await freePort() };
let subgraphs: Awaited<ReturnType<typeof startSubgraphs>>;
type RecordingProxy = Awaited<ReturnType<typeof startRecordingProxy>>;
let proxy: RecordingProxy;

before(async () => {
  subgraphs = await startSubgraphs({
    environment: {
      ...behindRouter(secret),
      EMULATOR_FLINK_PORT: String(emulatorPorts.flink),
      EMULATOR_DATADOG_PORT: String(emulatorPorts.datadog),
      // No caching and no retries, so that each request shows its upstream calls.
      INVENTORY_MAX_AGE_SECONDS: "0",
      INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: "0",
      INVENTORY_STALE_IF_ERROR_SECONDS: "0",
      FLINK_DESCRIBE_MAX_AGE_SECONDS: "0",
      UPSTREAM_MAX_ATTEMPTS: "1",
      UPSTREAM_BREAKER_FAILURES: "1000000",
    },
  });
  proxy = await startRecordingProxy(subgraphs.maintenance.url);
});

after(async () => {
  await proxy.stop();
  await subgraphs.stop();
});

/** Calls a control route of an emulator. */
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

for (const [name, { start, redacts, complainsOfNull }] of Object.entries(routers)) {
  describe(name, () => {
    let router: Router;
    let catalogue: Awaited<ReturnType<typeof startCatalogue>>;
    let catalogueProxy: RecordingProxy;

    before(async () => {
      const port = await freePort();
      // Only routers can call the gateway, so the catalogue is a client of this one.
      catalogue = await startCatalogue({ port: 0, maintenanceUrl: `http://127.0.0.1:${port}/graphql` });
      catalogueProxy = await startRecordingProxy(catalogue.url);
      router = await start(
        [
          { ...subgraphs.maintenance, url: proxy.url },
          { name: "catalogue", url: catalogueProxy.url },
        ],
        port,
      );
    });
    after(async () => {
      await router.stop();
      await catalogueProxy.stop();
      await catalogue.stop();
    });
    beforeEach(async () => {
      await control("flink", "POST", "reset");
      await control("datadog", "POST", "reset");
      proxy.takeEntityRequests();
    });

    const ask = (query: string, headers?: Readonly<Record<string, string>>) =>
      send(originOf(router), query, {}, headers);

    test("returns the documented result for the example query over both subgraphs", async () => {
      const query = readFileSync(new URL("../query.graphql", import.meta.url), "utf8");
      const expected = JSON.parse(readFileSync(new URL("../answer.json", import.meta.url), "utf8"));
      assert.deepEqual(await ask(query), expected);
    });

    test("resolves all entities of a type with one request, and calls the provider once for each", async () => {
      const answer = await ask("{ services { flinkApplications { name status } } }");
      const applications = answer.data.services.flatMap(
        ({ flinkApplications }: { readonly flinkApplications: readonly unknown[] }) => flinkApplications,
      );
      assert.equal(applications.length, 7);
      assert.deepEqual(proxy.takeEntityRequests(), [7]);
      assert.deepEqual((await control("flink", "GET", "requests")).counts, { DescribeApplication: 7 });
    });

    test("returns null for an entity that does not exist, and still returns the others", async () => {
      const { data, errors = [] } = await ask(
        '{ service(name: "reports") { flinkApplications { name status } } }',
      );
      assert.deepEqual(data, {
        service: { flinkApplications: [null, { name: "telemetry-rollup", status: "STARTING" }] },
      });
      assert.equal(errors.length > 0, complainsOfNull);
    });

    test("resolves entities that the gateway only references, and fields that require its fields", async () => {
      const answer = await ask(`{
        maintenanceWindows(filter: { search: "orders" }, orderBy: { field: TITLE }) {
          nodes {
            ... on DatadogMaintenanceWindow { createdBy { email } services { name } }
            ... on FlinkMaintenanceWindow { application { service { name } } }
          }
        }
      }`);
      assert.deepEqual(answer, {
        data: {
          maintenanceWindows: {
            nodes: [
              { createdBy: { email: "ada.okafor@company.example" }, services: [{ name: "orders-db" }] },
              { application: { service: { name: "orders-db" } } },
            ],
          },
        },
      });
      assert.deepEqual((await control("datadog", "GET", "requests")).counts, { ListMaintenanceWindows: 1 });
    });

    test("returns the links, counts, overlaps and applications of the gateway, also from another subgraph's references", async () => {
      const answer = await ask(`{
        service(name: "orders-db") {
          flinkApplications {
            id
            consoleUrl
            maintenanceWindow {
              consoleUrl
              overlapping(certainties: [DECLARED], first: 1) {
                nodes { certainty firstOverlap { startsAt } window { ... on ScheduledWindow { title } } }
                hasMore
                sources { source { id team { name } } state }
              }
            }
          }
        }
        maintenanceWindows(first: 0, orderBy: { field: END, direction: DESC }) {
          totalCount
          counts { byStatus { status count } bySource { source { id team { name } } count } }
        }
        flinkApplications(first: 1, filter: { regions: ["us-east-1"], hasMaintenanceWindow: false }) { totalCount nodes { id service { name } } }
      }`);
      assert.equal(answer.errors, undefined);
      const { service, maintenanceWindows, flinkApplications } = answer.data;
      const arn = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";
      const [application] = service.flinkApplications;
      assert.deepEqual([application.id, application.consoleUrl], [arn, null]);
      const { overlapping } = application.maintenanceWindow;
      assert.deepEqual(overlapping.sources, [
        { source: { id: "datadog", team: { name: "orders" } }, state: "OK" },
      ]);
      assert.equal(overlapping.nodes[0].certainty, "DECLARED");
      assert.equal(maintenanceWindows.totalCount, 15);
      assert.equal(maintenanceWindows.counts.bySource.length, 3);
      assert.deepEqual(flinkApplications, {
        totalCount: 1,
        nodes: [
          {
            id: "arn:aws:kinesisanalytics:us-east-1:123456789012:application/legacy-sql-report",
            service: null,
          },
        ],
      });
    });

    test("passes on typed results of writes unchanged", async () => {
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

    test("resolves a change of any provider by its interface, mixed with the types", async () => {
      const id = "datadog:datadog:00000000-0000-4000-8000-000000000001";
      const arn = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders-enrichment";
      const answer = await ask(`mutation {
        changeMaintenanceWindows(changes: [
          { updateFlink: { id: "${arn}", startTime: "22:30", validateOnly: true } }
          { deleteDatadog: { id: "${id}", validateOnly: true } }
        ]) {
          __typename
          ... on MaintenanceWindowChange { outcome window { id title } previous { id } }
          ... on FlinkMaintenanceWindowChanged { window { startTime } previous { startTime } }
          ... on DatadogMaintenanceWindowDeleted { deletedWindowId window { query } }
        }
      }`);
      assert.equal(answer.errors, undefined);
      const [moved, deleted] = answer.data.changeMaintenanceWindows;
      assert.deepEqual(moved, {
        __typename: "FlinkMaintenanceWindowChanged",
        outcome: "VALIDATED",
        window: { id: `flink:${arn}`, title: "orders-enrichment", startTime: "22:30" },
        previous: { id: `flink:${arn}`, startTime: "06:00" },
      });
      assert.deepEqual(deleted, {
        __typename: "DatadogMaintenanceWindowDeleted",
        outcome: "VALIDATED",
        deletedWindowId: id,
        window: { id, title: deleted.window.title, query: deleted.window.query },
        previous: { id },
      });
      assert.ok(deleted.window.title && deleted.window.query);
    });

    test("passes on the failed source and the reason even if it redacts errors", async () => {
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
      const [error] = single.errors;
      if (redacts) {
        assert.equal(error?.message, "Subgraph errors redacted");
        assert.doesNotMatch(JSON.stringify(single), /Datadog|503|UNAVAILABLE/);
      } else {
        assert.match(String(error?.message), /Datadog/);
        assert.deepEqual(error?.extensions, {
          code: "UNAVAILABLE",
          provider: "DATADOG",
          providerCode: "503",
          requestId: null,
          retryable: true,
          retryAfterSeconds: null,
          failure: "SERVER_ERROR",
          outcomeUnknown: false,
        });
      }
    });

    test("returns a verdict for a deployment of each service", async () => {
      const { data, errors } = await ask("{ services { name deployable { verdict reasons retryAt } } }");
      assert.equal(errors, undefined);
      const verdicts = Object.fromEntries(
        data.services.map(({ name, deployable }: { name: string; deployable: object }) => [name, deployable]),
      );
      const [missing] = verdicts.reports.reasons;
      const until = verdicts["orders-db"].retryAt;
      const clear = { verdict: "CLEAR", reasons: [], retryAt: null };
      assert.deepEqual(verdicts, {
        checkout: { verdict: "IN_MAINTENANCE", reasons: ["pricing-realtime"], retryAt: null },
        "orders-db": { verdict: "IN_MAINTENANCE", reasons: ["Orders database upgrade"], retryAt: until },
        reports: { verdict: "UNKNOWN", reasons: [missing], retryAt: null },
        search: clear,
        storefront: clear,
      });
      assert.ok(Date.parse(until) > Date.now());
      assert.match(missing, /retired-reports/);
    });

    test("a deployment that a window would overtake is not safe", async () => {
      const { data } = await ask(
        '{ service(name: "checkout") { deployable(lasting: "PT7H") { verdict reasons } } }',
      );
      assert.deepEqual(data.service.deployable, {
        verdict: "IN_MAINTENANCE",
        reasons: ["pricing-realtime", "Checkout release"],
      });
    });

    test("the verdict is UNKNOWN if Datadog fails, and the reason names the source", async () => {
      await control("datadog", "POST", "faults", [{ operation: "*", fault: { status: 503 } }]);
      const { data, errors } = await ask(
        '{ search: service(name: "search") { deployable { verdict reasons } } checkout: service(name: "checkout") { deployable { verdict } } }',
      );
      assert.equal(errors, undefined);
      assert.equal(data.search.deployable.verdict, "UNKNOWN");
      assert.match(data.search.deployable.reasons.join(), /datadog/);
      // A window that counts is enough for this verdict.
      assert.equal(data.checkout.deployable.verdict, "IN_MAINTENANCE");
    });

    test("a question that the gateway rejects is UNKNOWN", async () => {
      const { data } = await ask(
        '{ service(name: "search") { name deployable(lasting: "P1Y") { verdict reasons } } }',
      );
      assert.equal(data.service.name, "search");
      assert.equal(data.service.deployable.verdict, "UNKNOWN");
      assert.match(data.service.deployable.reasons[0], redacts ? /redacted/ : /lasting/);
    });

    test("forwards the request id and the trace from the client to the provider", async () => {
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

    test("forwards the headers that the gateway reads, and sends the secret to no other subgraph", async () => {
      const headers = {
        tracestate: "vendor=1",
        "x-request-timeout-ms": "5000",
        "apollographql-client-name": "dashboard",
      };
      await ask('{ service(name: "search") { flinkApplications { name } } }', headers);
      assert.deepEqual({ ...proxy.lastHeaders(), ...headers }, proxy.lastHeaders());
      assert.equal(proxy.lastHeaders()["router-authorization"], secret);
      assert.equal(catalogueProxy.lastHeaders()["router-authorization"], undefined);
    });
  });
}

test("the gateway rejects requests without the router's secret", async () => {
  const { url, headers } = subgraphs.maintenance;
  const statusWith = async (given: Readonly<Record<string, string>>) =>
    (
      await fetch(url, {
        method: "POST",
        headers: { "content-type": "application/json", ...given },
        body: '{"query":"{ __typename }"}',
      })
    ).status;
  assert.equal(await statusWith({}), 401);
  assert.equal(await statusWith({ "router-authorization": "somebody-who-does-not-know-the-secret" }), 401);
  assert.equal(await statusWith(headers), 200);
});

test("the example's router shows its own errors and the gateway's, and redacts all others", () => {
  const { maskedErrors } = gatewayConfig;
  assert.ok(typeof maskedErrors === "object" && maskedErrors.maskError !== undefined);
  const { maskError } = maskedErrors;
  const shown = (extensions: Record<string, unknown>) => {
    const { message, extensions: left } = maskError(
      new GraphQLError("text", { extensions }),
      "masked",
    ) as GraphQLError;
    return { message, left: { ...left } };
  };
  assert.deepEqual(shown({ serviceName: "maintenance", code: "NOT_FOUND", stack: "secret" }), {
    message: "text",
    left: { code: "NOT_FOUND" },
  });
  assert.deepEqual(shown({ serviceName: "catalogue", code: "X" }), {
    message: "Subgraph errors redacted",
    left: {},
  });
  assert.deepEqual(shown({ code: "GRAPHQL_PARSE_FAILED" }), {
    message: "text",
    left: { code: "GRAPHQL_PARSE_FAILED" },
  });
  assert.equal(maskError(new Error("secret"), "masked").message, "masked");
});

test("npm start stops its child processes on SIGTERM during startup, and fails if the port is in use", {
  timeout: 60_000,
}, async () => {
  const run = (port: number) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL("../start.ts", import.meta.url))], {
      env: { PATH: process.env.PATH, PORT: String(port), EMULATOR_DATADOG_PORT: String(emulatorPort) },
      stdio: ["ignore", "pipe", "pipe"],
    });
    let output = "";
    child.stdout.on("data", (chunk) => {
      output += chunk;
    });
    child.stderr.on("data", (chunk) => {
      output += chunk;
    });
    const exit = new Promise<number | null>((resolve) => child.once("close", resolve));
    return { child, exit, output: () => output };
  };
  const emulatorPort = await freePort();
  const answers = () =>
    fetch(`http://127.0.0.1:${emulatorPort}/_emulator/requests`).then(
      () => true,
      () => false,
    );
  const until = async (wanted: boolean) => {
    while ((await answers()) !== wanted) await new Promise((resolve) => setTimeout(resolve, 50));
  };

  const starting = run(await freePort());
  await until(true);
  starting.child.kill("SIGTERM");
  await starting.exit;
  await until(false);

  const taken = createServer((_request, response) => response.end("{}"));
  await new Promise<void>((resolve) => taken.listen(0, "127.0.0.1", resolve));
  const refused = run((taken.address() as AddressInfo).port);
  assert.equal(await refused.exit, 1);
  assert.match(refused.output(), /EADDRINUSE/);
  await until(false);
  taken.close();
});

test("with @authenticated, the router blocks callers without a token, and the gateway applies the claims of others", async () => {
  const { maintenance, catalogue } = subgraphs;
  const root = fileURLToPath(new URL("../../..", import.meta.url));
  const printed = execFileSync("npm", ["run", "--silent", "schema:authenticated"], {
    cwd: root,
    encoding: "utf8",
  });
  const router = await startRouter({
    supergraph: composeSdls([
      { ...maintenance, sdl: printed },
      { ...catalogue, sdl: await readSdl(catalogue) },
    ]),
    port: await freePort(),
    hasRustPlanner: false,
    config: "test/authenticated.config.ts",
    environment: { MAINTENANCE_ROUTER_SECRET: secret },
  });
  const query = '{ service(name: "search") { name } maintenanceSources { id } }';
  const known = await send(originOf(router), query, {}, { authorization: "Bearer somebody" });
  assert.deepEqual(known, { data: { service: { name: "search" }, maintenanceSources: [{ id: "datadog" }] } });
  const unknown = await send(originOf(router), query);
  assert.equal(unknown.data?.maintenanceSources ?? null, null);
  assert.notEqual(unknown.errors, undefined);
  const { rest } = await subscribe(originOf(router), {
    query: "subscription { maintenanceNow { verdict } }",
  });
  const [refused] = await rest();
  assert.equal(refused?.data?.data ?? null, null);
  assert.notEqual(refused?.data?.errors, undefined);
  const theirs = await send(originOf(router), '{ service(name: "search") { name } }');
  assert.deepEqual(theirs, { data: { service: { name: "search" } } });
  await router.stop();
});
