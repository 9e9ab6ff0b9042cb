import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { startTestGateway } from "../support/gateway.js";

const read = (file: string) => {
  const text = readFileSync(`examples/supergraph/${file}`, "utf8");
  return { text, settings: parse(text) };
};

const apollo = read("apollo-router.yaml");
const cosmo = read("cosmo-router.yaml");

/** Client headers that the gateway reads, besides the trace context, which routers propagate themselves. */
const forwarded = [
  "apollographql-client-name",
  "apollographql-client-version",
  "authorization",
  "x-request-id",
  "x-request-timeout-ms",
];

/** All keys in the `extensions` of the gateway's errors, from its own responses. */
let extensionKeys: readonly string[];

beforeAll(async () => {
  const gateway = await startTestGateway();
  const windowId = "datadog:datadog:00000000-0000-4000-8000-000000000002";
  const read = async (id: string) =>
    (await gateway.query("query ($id: ID!) { maintenanceWindow(id: $id) { __typename } }", { id })).errors ??
    [];
  const errors = [...(await read("malformed"))];
  for (const status of [403, 429, 503]) {
    await gateway.datadog.clearFaults();
    await gateway.datadog.fault("*", { status });
    errors.push(...(await read(windowId)));
  }
  await gateway.stop();
  expect(errors).toHaveLength(4);
  extensionKeys = [...new Set(errors.flatMap(({ extensions }) => Object.keys(extensions)))];
});

describe("the configuration of Apollo Router", () => {
  const { headers, include_subgraph_errors: errors, telemetry, traffic_shaping: traffic } = apollo.settings;

  test("forwards the headers that the gateway reads, and sends the secret only to the gateway", () => {
    const names = headers.all.request.map(
      ({ propagate }: { propagate: { named: string } }) => propagate.named,
    );
    expect(names.sort()).toEqual(forwarded);
    expect(headers.subgraphs).toEqual({
      maintenance: {
        request: [
          {
            insert: {
              name: "router-authorization",
              value: expect.stringMatching(/^\$\{env\.MAINTENANCE_ROUTER_SECRET\}$/),
            },
          },
        ],
      },
    });
    expect(telemetry.exporters.tracing.propagation).toEqual({ trace_context: true });
  });

  test("shows messages and extensions of the gateway's errors only", () => {
    expect(errors.all).toEqual({ redact_message: true, allow_extensions_keys: [] });
    expect(Object.keys(errors.subgraphs)).toEqual(["maintenance"]);
    expect(errors.subgraphs.maintenance.redact_message).toBe(false);
    expect(errors.subgraphs.maintenance.allow_extensions_keys).toEqual(
      expect.arrayContaining([...extensionKeys]),
    );
  });

  test("has a longer timeout than the gateway's requests", () => {
    expect(traffic).toEqual({ subgraphs: { maintenance: { timeout: "12s" } } });
  });

  test("receives the events of the gateway's subscriptions by callback, where the example's gateway may send them", () => {
    const { enabled, mode, deduplication } = apollo.settings.subscription;
    expect([enabled, deduplication]).toEqual([true, { enabled: false }]);
    expect(mode).toEqual({
      callback: {
        public_url: expect.any(String),
        listen: expect.any(String),
        path: expect.any(String),
        heartbeat_interval: "5s",
        subgraphs: ["maintenance"],
      },
    });
    const { public_url: publicUrl, listen, path } = mode.callback;
    expect(publicUrl).toBe(`http://${listen}${path}`);
    expect(listen).not.toBe(apollo.settings.supergraph.listen);
    expect(readFileSync("examples/supergraph/subgraphs.ts", "utf8")).toContain(
      `SUBSCRIPTION_CALLBACK_ORIGINS: "${new URL(publicUrl).origin}"`,
    );
  });
});

describe("the configuration of Cosmo Router", () => {
  const { headers, subgraph_error_propagation: errors, telemetry, traffic_shaping: traffic } = cosmo.settings;

  test("forwards the headers that the gateway reads, and sends the secret only to the gateway", () => {
    const rules: { op: string; named: string }[] = headers.all.request;
    expect(rules.map(({ op, named }) => `${op} ${named.toLowerCase()}`).sort()).toEqual(
      forwarded.map((name) => `propagate ${name}`),
    );
    expect(headers.subgraphs).toEqual({
      maintenance: {
        request: [
          {
            op: "set",
            name: "Router-Authorization",
            value: expect.stringMatching(/^\$\{MAINTENANCE_ROUTER_SECRET\}$/),
          },
        ],
      },
    });
    expect(telemetry.tracing.propagation).toEqual({ trace_context: true });
  });

  test("shows the extensions of errors", () => {
    expect(errors.mode).toBe("wrapped");
    expect(errors.allowed_extension_fields).toEqual(expect.arrayContaining([...extensionKeys]));
  });

  test("has a longer timeout than the gateway's requests", () => {
    expect(traffic).toEqual({ subgraphs: { maintenance: { request_timeout: "12s" } } });
  });
});

test("the router of the example shows the extensions of errors", () => {
  const [, list = ""] =
    /const facts = \[([^\]]*)\]/.exec(readFileSync("examples/supergraph/gateway.config.ts", "utf8")) ?? [];
  expect(list.match(/\w+/g)).toEqual(expect.arrayContaining([...extensionKeys]));
});

test("the configurations use the addresses of npm run supergraph:subgraphs, and contain only known settings", () => {
  const urls = { maintenance: "http://127.0.0.1:4001/graphql", catalogue: "http://127.0.0.1:4002/graphql" };
  expect(apollo.settings.override_subgraph_url).toEqual(urls);
  expect(cosmo.settings.overrides.subgraphs).toEqual({
    maintenance: { routing_url: urls.maintenance },
    catalogue: { routing_url: urls.catalogue },
  });
  expect(read("cosmo-graph.yaml").settings).toEqual({
    version: 1,
    subgraphs: [
      {
        name: "maintenance",
        routing_url: urls.maintenance,
        schema: { file: "../../schema.graphql" },
        subscription: { protocol: "sse_post" },
      },
      { name: "catalogue", routing_url: urls.catalogue, schema: { file: "catalogue/schema.graphql" } },
    ],
  });
  expect(Object.keys(apollo.settings)).toEqual([
    "supergraph",
    "override_subgraph_url",
    "headers",
    "telemetry",
    "include_subgraph_errors",
    "traffic_shaping",
    "subscription",
  ]);
  expect(Object.keys(cosmo.settings)).toEqual([
    "version",
    "listen_addr",
    "execution_config",
    "overrides",
    "headers",
    "telemetry",
    "subgraph_error_propagation",
    "traffic_shaping",
    "security",
  ]);
  expect(cosmo.settings.security.cost_control.mode).toBe("measure");
});
