import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parse } from "yaml";

const read = (file: string) => {
  const text = readFileSync(`examples/supergraph/${file}`, "utf8");
  return { text, settings: parse(text) };
};

const apollo = read("apollo-router.yaml");
const cosmo = read("cosmo-router.yaml");

/** What the gateway reads of a client, besides the trace, which routers carry on by themselves. */
const forwarded = [
  "apollographql-client-name",
  "apollographql-client-version",
  "x-request-id",
  "x-request-timeout-ms",
];

/** What the extensions of the gateway's errors hold. */
const facts = [
  "code",
  "provider",
  "providerCode",
  "requestId",
  "retryAfterSeconds",
  "retryable",
  "violations",
];

describe("the configuration of Apollo Router", () => {
  const { headers, include_subgraph_errors: errors, telemetry, traffic_shaping: traffic } = apollo.settings;

  test("passes on what the gateway reads, and the secret to the gateway alone", () => {
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

  test("shows the gateway's errors with their facts, and nobody else's", () => {
    expect(errors.all).toEqual({ redact_message: true, allow_extensions_keys: [] });
    expect(Object.keys(errors.subgraphs)).toEqual(["maintenance"]);
    expect(errors.subgraphs.maintenance.allow_extensions_keys.sort()).toEqual(facts);
  });

  test("waits longer than the gateway takes", () => {
    expect(Number.parseInt(traffic.subgraphs.maintenance.timeout, 10)).toBeGreaterThan(10);
  });
});

describe("the configuration of Cosmo Router", () => {
  const { headers, subgraph_error_propagation: errors, telemetry, traffic_shaping: traffic } = cosmo.settings;

  test("passes on what the gateway reads, and the secret to the gateway alone", () => {
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

  test("shows the facts of errors", () => {
    expect(errors.mode).toBe("wrapped");
    expect(errors.allowed_extension_fields.sort()).toEqual(facts);
  });

  test("waits longer than the gateway takes", () => {
    expect(Number.parseInt(traffic.subgraphs.maintenance.request_timeout, 10)).toBeGreaterThan(10);
  });
});

test("the uncommented parts name both subgraphs of the example", () => {
  expect(Object.keys(apollo.settings.override_subgraph_url)).toEqual(["maintenance", "catalogue"]);
  expect(Object.keys(cosmo.settings.overrides.subgraphs)).toEqual(["maintenance", "catalogue"]);
});
