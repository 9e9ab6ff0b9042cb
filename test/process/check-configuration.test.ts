import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, expect, test } from "vitest";
import type { Child } from "../support/child-process.js";
import { startChild } from "../support/child-process.js";
import { sourceFile } from "../support/gateway-config-file.js";

const children: Child[] = [];
afterEach(async () => {
  for (const child of children.splice(0)) {
    child.kill("SIGKILL");
    await child.exit;
  }
});

async function run(environment: Record<string, string>, ...given: string[]) {
  const child = startChild(process.execPath, ["dist/main.js", ...given], environment);
  children.push(child);
  return { code: await child.exit, output: child.output(), errors: child.errors() };
}

test("--check-config prints the sources and exits without calling a provider", async () => {
  const { code, output, errors } = await run(
    {
      ...sourceFile([
        {
          id: "orders",
          provider: "AWS_FLINK",
          region: "eu-central-1",
          accountId: "111122223333",
          endpoint: "http://127.0.0.1:1",
        },
        { id: "eu", provider: "DATADOG", site: "datadoghq.eu" },
      ]),
      DD_API_KEY: "planted-api-key",
      DD_APP_KEY: "planted-app-key",
    },
    "--check-config",
  );
  expect([code, errors]).toEqual([0, ""]);
  expect(output).toBe(`Configuration is valid. Credentials were not tested.

Sources (from the file in GATEWAY_CONFIG):
  orders             AWS_FLINK  111122223333 eu-central-1
  eu                 DATADOG    datadoghq.eu

Authentication (AUTHENTICATION): none: every caller has full access
`);
});

test("--check-config prints every error of the process and its sources, and fails", async () => {
  const { code, output, errors } = await run(
    {
      HOST: "0.0.0.0",
      PORT: "high",
      QUERY_MAX_DEPTH: "deep",
      CORS_ORIGINS: "https://app.example.com/path",
      ALLOWED_OPERATIONS: "known",
      AWS_REGION: "somewhere",
      DD_API_KEY: "a key",
    },
    "--check-config",
  );
  expect([code, output]).toEqual([1, ""]);
  const keys = errors
    .split("\n")
    .slice(1, -1)
    .map((line) => line.trim().split(" ")[0]);
  expect(keys).toEqual([
    "PORT",
    "CORS_ORIGINS",
    "AUTHENTICATION",
    "QUERY_MAX_DEPTH",
    "ALLOWED_OPERATIONS",
    "AWS_REGION",
    "DD_API_KEY",
    "DD_APP_KEY",
  ]);
});

test("--check-config says that emulators would start if no source is configured", async () => {
  const { code, output } = await run({}, "--check-config");
  expect([code, output]).toEqual([
    0,
    expect.stringContaining("none configured. The gateway would start the embedded emulators."),
  ]);
});

test("--help prints the usage", async () => {
  const { code, output, errors } = await run({}, "--help");
  expect([code, errors]).toEqual([0, ""]);
  expect(output).toMatch(/^Usage: npm start -- \[OPTION\]\n/);
});

test("an unknown argument is rejected", async () => {
  const { code, errors } = await run({}, "--chek-config");
  expect([code, errors]).toEqual([2, 'Unknown argument "--chek-config". Did you mean --check-config?\n']);
});

test("--check-config suggests the intended variable for a misspelled one", async () => {
  const { code, output } = await run({ AWS_REGOIN: "eu-central-1" }, "--check-config");
  expect([code, output]).toEqual([
    0,
    expect.stringContaining(
      "Warnings:\n  AWS_REGOIN is not a variable of the gateway. Did you mean AWS_REGION?\n",
    ),
  ]);
});

test("--check-config shows the site and the region that will be used, and how they were found", async () => {
  const AWS_CONFIG_FILE = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "config");
  writeFileSync(AWS_CONFIG_FILE, "[profile work]\nregion = eu-west-1\n");
  const { code, output, errors } = await run(
    {
      AWS_CONFIG_FILE,
      AWS_PROFILE: "work",
      DD_SITE: "https://app.datadoghq.eu/",
      DD_API_KEY: "planted-api-key",
      DD_APP_KEY: "planted-app-key",
    },
    "--check-config",
  );
  expect([code, errors]).toEqual([0, ""]);
  expect(output).toBe(`Configuration is valid. Credentials were not tested.

Warnings:
  DD_SITE is not in the usual form. The gateway uses the site datadoghq.eu. Write datadoghq.eu.

Sources (from the environment, with the region of the profile in AWS_PROFILE):
  aws-eu-west-1      AWS_FLINK  eu-west-1
  datadog            DATADOG    datadoghq.eu

Authentication (AUTHENTICATION): none: every caller has full access
`);
});

test("in production the emulators start only with EMULATORS=true", async () => {
  const environment = { NODE_ENV: "production", PORT: "0", SHUTDOWN_DELAY_MS: "0" };
  const refused = await run(environment);
  expect([refused.code, refused.errors]).toEqual([
    1,
    expect.stringContaining("NODE_ENV is production, but no source is configured"),
  ]);
  const child = startChild(process.execPath, ["dist/main.js"], { ...environment, EMULATORS: "true" });
  children.push(child);
  await child.waitFor(/"msg":"sources"/);
  child.kill("SIGTERM");
  expect(await child.exit).toBe(0);
});
