import { expect, test } from "vitest";
import { readConfiguration } from "../../../src/server/configuration/read-configuration.js";

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
