import { expect, test } from "vitest";
import { readConfiguration } from "../../../src/server/configuration/read-configuration.js";
import { sourceFile } from "../../support/gateway-config-file.js";

const errorOf = async (environment: Record<string, string>) =>
  readConfiguration(environment).then(
    () => null,
    (error: Error) => error.message,
  );

test("all errors are reported together, apart from the warnings", async () => {
  const environment = { NODE_ENV: "production", PORT: "high", AWS_REGOIN: "eu-central-1" };
  expect(await errorOf(environment)).toBe(`The configuration has 2 errors:
  PORT must be a whole number from 0 to 65535.
  NODE_ENV is production, but no source is configured. Set GATEWAY_CONFIG or the variables of a provider, or set EMULATORS=true to serve emulator data.

Warnings:
  AWS_REGOIN is not a variable of the gateway. Did you mean AWS_REGION?`);
});

test.each([
  [{ PORT: "9464" }, "METRICS_PORT must differ from PORT."],
  [{ PORT: "4123", METRICS_PORT: "4123" }, "METRICS_PORT must differ from PORT."],
  [{ PORT: "4123", EMULATOR_FLINK_PORT: "4123" }, "EMULATOR_FLINK_PORT must differ from PORT."],
  [{ EMULATOR_DATADOG_PORT: "9464" }, "EMULATOR_DATADOG_PORT must differ from METRICS_PORT."],
  [
    { EMULATOR_FLINK_PORT: "4123", EMULATOR_DATADOG_PORT: "4123" },
    "EMULATOR_DATADOG_PORT must differ from EMULATOR_FLINK_PORT.",
  ],
])("two servers of the process need two ports: %j", async (environment, message) => {
  expect(await errorOf(environment)).toBe(`The configuration has 1 error:\n  ${message}`);
});

test("a required audit log must not be turned off", async () => {
  expect(await errorOf({ AUDIT_REQUIRED: "true", LOG_LEVEL: "silent" })).toBe(
    "The configuration has 1 error:\n  AUDIT_REQUIRED is true, but LOG_LEVEL is silent, which turns the audit log off. Set LOG_LEVEL to fatal.",
  );
});

test.each([
  [{ PORT: "0", METRICS_PORT: "0", EMULATOR_FLINK_PORT: "0", EMULATOR_DATADOG_PORT: "0" }],
  [{ PORT: "9464", METRICS_PORT: "off" }],
  [{ AWS_REGION: "eu-central-1", PORT: "4123", EMULATOR_FLINK_PORT: "4123" }],
])("ports that do not collide are accepted: %j", async (environment) => {
  expect(await errorOf(environment)).toBeNull();
});

const warningsOf = async (environment: Record<string, string>) => {
  const { findWarnings } = await readConfiguration(environment);
  return findWarnings().map(({ key, message }) => `${key} ${message}`);
};

const source = { AWS_REGION: "eu-central-1" };

test.each([
  [{ REDIS_KEY_PREFIX: "a:" }, "REDIS_KEY_PREFIX has no effect without REDIS_URL."],
  [
    { UPSTREAM_TIMEOUT_MS: "8001" },
    "UPSTREAM_TIMEOUT_MS has no effect beyond 8000, four fifths of REQUEST_TIMEOUT_MS.",
  ],
  [
    { UPSTREAM_TIMEOUT_MS: "5000", REQUEST_TIMEOUT_MS: "6000" },
    "UPSTREAM_TIMEOUT_MS has no effect beyond 4800, four fifths of REQUEST_TIMEOUT_MS.",
  ],
  [
    { QUERY_MAX_CHARACTERS: "5000", MAX_BODY_BYTES: "4000" },
    "QUERY_MAX_CHARACTERS has no effect beyond MAX_BODY_BYTES, which is 4000.",
  ],
  [
    { OTEL_CONFIG_FILE: "/nowhere" },
    "OTEL_CONFIG_FILE names a file that cannot be read, so no traces are sent. Correct the path.",
  ],
  [{ EMULATORS: "true" }, "EMULATORS has no effect, because sources are configured."],
  [{ EMULATOR_FLINK_PORT: "0" }, "EMULATOR_FLINK_PORT has no effect, because sources are configured."],
  [
    {
      ALLOW_UNAUTHENTICATED: "true",
      AUTHENTICATION: "router",
      ROUTER_SECRET: "0123456789abcdef0123456789abcdef",
    },
    "ALLOW_UNAUTHENTICATED has no effect, because AUTHENTICATION is router.",
  ],
])("a setting without effect gets a warning: %j", async (environment, warning) => {
  expect(await warningsOf({ ...source, ...environment })).toEqual([expect.stringContaining(warning)]);
});

test.each([
  [{ REDIS_KEY_PREFIX: "a:", REDIS_URL: "redis://host" }],
  [{ UPSTREAM_TIMEOUT_MS: "8000" }],
  [{ REQUEST_TIMEOUT_MS: "1000" }],
  [{ EMULATORS: "false" }],
])("a setting with an effect gets none: %j", async (environment) => {
  expect(await warningsOf({ ...source, ...environment })).toEqual([]);
});

test("a timeout in the configuration file without effect gets a warning with its line", async () => {
  const { GATEWAY_CONFIG } = sourceFile([
    { id: "one", provider: "AWS_FLINK", region: "eu-central-1", resilience: { timeoutMs: 9000 } },
  ]);
  expect(await warningsOf({ GATEWAY_CONFIG })).toEqual([
    `${GATEWAY_CONFIG}:6: sources[0].resilience.timeoutMs has no effect beyond 8000, four fifths of REQUEST_TIMEOUT_MS. Reduce it, or increase REQUEST_TIMEOUT_MS.`,
  ]);
});

test("EMULATORS=false never starts the emulators", async () => {
  expect(await errorOf({ EMULATORS: "false" })).toContain("EMULATORS is false, but no source is configured.");
  expect(await errorOf({ EMULATORS: "false", ...source })).toBeNull();
});

test.each(["http://127.0.0.1", "127.0.0.1:4000", "[::1]", "0.0.0.0/0", "*", "a b"])(
  "HOST must be an address: %s",
  async (HOST) => {
    expect(await errorOf({ HOST })).toContain(
      "HOST must be a host name or an IP address, such as 0.0.0.0 or ::1,",
    );
  },
);

test.each([
  [{ OTEL_TRACES_EXPORTER: "zipkin" }, "OTEL_TRACES_EXPORTER must be otlp or console, or none"],
  [{ OTEL_TRACES_EXPORTER: "otlp,jaeger" }, "OTEL_TRACES_EXPORTER must be otlp or console, or none"],
  [
    { OTEL_TRACES_EXPORTER: "otlp", OTEL_EXPORTER_OTLP_PROTOCOL: "http" },
    "OTEL_EXPORTER_OTLP_PROTOCOL must be http/",
  ],
  [
    { OTEL_TRACES_EXPORTER: "otlp", OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: "GRPC" },
    "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL must be http/",
  ],
  [{ OTEL_SDK_DISABLED: "1" }, "OTEL_SDK_DISABLED must be true or false."],
])("traces that would go nowhere are an error: %j", async (environment, message) => {
  expect(await errorOf(environment)).toContain(message);
  expect(await errorOf({ ...environment, OTEL_SDK_DISABLED: "TRUE" })).toBeNull();
});

test.each([
  "REDIS_URL=redis://host:0",
  "JWT_JWKS_URL=https://host:0/keys",
  "DD_ENDPOINT_URL=https://host:65536",
])("nothing can connect to %s", async (setting) => {
  const [variable = "", url = ""] = setting.split("=");
  const jwt = { AUTHENTICATION: "jwt", JWT_ISSUER: "i", JWT_AUDIENCE: "a" };
  const keys = { DD_API_KEY: "a", DD_APP_KEY: "b" };
  expect(await errorOf({ ...jwt, ...keys, [variable]: url })).toContain(`${variable} must be a`);
});

test("a setting of the gateway that applies only to emulators is checked without sources, too", async () => {
  expect(await errorOf({ FLINK_DESCRIBE_MAX_AGE_SECONDS: "soon" })).toContain(
    "FLINK_DESCRIBE_MAX_AGE_SECONDS must be a whole number",
  );
});

test.each([
  ["DATADGO", { region: "x" }, " Did you mean DATADOG?", "site is not a Datadog site"],
  ["aws-flink", { region: "europe" }, " Did you mean AWS_FLINK?", "region is not an AWS region"],
  ["aws", { region: "europe" }, " Did you mean AWS_FLINK?", "region is not an AWS region"],
])("a wrong provider %s does not hide the other errors", async (provider, more, suggestion, other) => {
  const errors = await errorOf({
    ...sourceFile([{ id: "one", provider, ...more, ...(provider === "DATADGO" ? { site: "europe" } : {}) }]),
    DD_API_KEY: "a",
    DD_APP_KEY: "b",
  });
  expect(errors).toContain(`sources[0].provider must be one of AWS_FLINK, DATADOG.${suggestion}`);
  expect(errors).toContain(`sources[0].${other}`);
  expect(errors).not.toContain('sources[0].provider must be "');
});

test("an unknown profile is an error, unless only the emulators would start", async () => {
  const environment = { AWS_PROFILE: "nowhere", AWS_CONFIG_FILE: "/a", AWS_SHARED_CREDENTIALS_FILE: "/b" };
  const message = "AWS_PROFILE names the profile nowhere, which is in neither /a nor /b.";
  expect(await warningsOf(environment)).toEqual([message]);
  const beside = { DD_API_KEY: "a", DD_APP_KEY: "b" };
  for (const more of [beside, source]) expect(await errorOf({ ...environment, ...more })).toContain(message);
});
