import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { hasConfiguredSources } from "../../../src/server/configuration/read-configuration.js";
import { start } from "../../../src/server/start.js";
import { startTestEmulators } from "../../support/emulators.js";
import { now, startTestGateway } from "../../support/gateway.js";
import { sourceFile } from "../../support/gateway-config-file.js";

const clock = () => now;

async function faultsOf(environment: Record<string, string>): Promise<readonly string[]> {
  const error = await start({ environment: { PORT: "0", LOG_LEVEL: "silent", ...environment }, clock }).then(
    async (gateway) => {
      await gateway.stop();
      return new Error("It started.");
    },
    (reason: Error) => reason,
  );
  return error.message
    .split("\n")
    .slice(1)
    .map((line) => line.trim());
}

function fileOf(text: string) {
  const path = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "sources.yaml");
  writeFileSync(path, text);
  return { GATEWAY_CONFIG: path };
}

test("the sources of a file are the only ones, each with its own settings and keys", async () => {
  const [one, two] = await Promise.all([startTestEmulators(clock), startTestEmulators(clock)]);
  const gateway = await startTestGateway({
    ...sourceFile([
      { id: "payments", provider: "AWS_FLINK", region: "us-east-1", endpoint: one.flink.url },
      { id: "eu", provider: "DATADOG", site: "datadoghq.eu", endpoint: one.datadog.url },
      {
        id: "us",
        provider: "DATADOG",
        endpoint: two.datadog.url,
        apiKeyEnv: "US_API_KEY",
        appKeyEnv: "US_APP_KEY",
        freshness: { maxAgeSeconds: 3600 },
      },
    ]),
    US_API_KEY: "us-key",
    US_APP_KEY: "us-key",
  });
  try {
    const document = "{ maintenanceWindows { totalCount } maintenanceSources { id provider region site } }";
    const { data } = await gateway.query(document);
    expect(data.maintenanceSources).toEqual([
      { id: "payments", provider: "AWS_FLINK", region: "us-east-1", site: null },
      { id: "eu", provider: "DATADOG", region: null, site: "datadoghq.eu" },
      { id: "us", provider: "DATADOG", region: null, site: "datadoghq.com" },
    ]);
    expect(data.maintenanceWindows.totalCount).toBe(4 + 5 + 5);
    await gateway.query(document);
    // Only the last is remembered between requests here.
    expect(await one.datadog.counts()).toEqual({ ListMaintenanceWindows: 2 });
    expect(await two.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
    expect(await gateway.flink.counts()).toEqual({});
  } finally {
    await gateway.stop();
    await Promise.all([one.close(), two.close()]);
  }
});

test("every fault is told at once, with its place, and no secret", async () => {
  const environment = {
    ...sourceFile([
      { id: "a b", provider: "AWS_FLINK", region: "europe", concurrency: 0 },
      { id: "x", provider: "PAGER", concurrency: 0 },
      {
        id: "x",
        provider: "DATADOG",
        apiKey: "secret-key",
        applicationKey: "secret-key",
        apiKeyEnv: "NO_SUCH_VARIABLE",
      },
      {
        id: "y",
        provider: "DATADOG",
        apiKeyEnv: "NO_SUCH_VARIABLE",
        freshness: { maxAgeSeconds: "soon", age: 3, other: 4 },
      },
      { id: "z", provider: "DATADOG", apiKeyEnv: "NO_SUCH_VARIABLE", appKeyEnv: "secretkey0123456789" },
      { id: "v", provider: "DATADOG", apiKeyEnv: "NO_SUCH_VARIABLE" },
      { provider: "AWS_FLINK", endpoint: "http://name:secret@host" },
      { id: "r", provider: "AWS_FLINK", region: "eu-west-1", accountId: 123456789012, roleArn: "secret" },
      { id: "s", provider: "AWS_FLINK", region: "eu-west-2", externalId: "secret" },
      {
        id: "t",
        provider: "AWS_FLINK",
        region: "eu-west-3",
        accountId: "111122223333",
        roleArn: "arn:aws:iam::123456789012:role/maintenance",
        callsPerSecond: 0,
      },
    ]),
    DD_APP_KEY: "secret-key",
    INVENTORY_MAX_AGE_SECONDS: "never",
    REDIS_URL: "http://:secret@host",
  };
  const faults = await faultsOf(environment);
  expect(faults).toEqual([
    "INVENTORY_MAX_AGE_SECONDS must be a whole number from 0 to 604800.",
    "REDIS_URL must be a URL such as redis://host:6379 or, with TLS and a database, rediss://host:6379/0.",
    "sources[0].id must be 1 to 64 letters, digits, dots, hyphens and underscores.",
    "sources[0].concurrency must be a whole number from 1 to 100.",
    "sources[0].region is not an AWS region such as eu-central-1.",
    "sources[1].provider must be one of AWS_FLINK, DATADOG.",
    "sources[1].concurrency must be a whole number from 1 to 100.",
    "sources[2].id is the id of an earlier source too.",
    "sources[2].apiKey is not a setting that the gateway knows.",
    "sources[2].applicationKey is not a setting that the gateway knows.",
    "sources[2].apiKeyEnv names NO_SUCH_VARIABLE, which is missing: Datadog asks for an API key and an application key.",
    "sources[3].freshness.maxAgeSeconds must be a whole number from 0 to 604800.",
    "sources[3].freshness.age is not a setting that the gateway knows.",
    "sources[3].freshness.other is not a setting that the gateway knows.",
    "sources[3].apiKeyEnv names NO_SUCH_VARIABLE, which is missing: Datadog asks for an API key and an application key.",
    "sources[4].appKeyEnv must be the name of a variable, in capital letters, and not a key itself.",
    "sources[4].apiKeyEnv names NO_SUCH_VARIABLE, which is missing: Datadog asks for an API key and an application key.",
    "sources[5].apiKeyEnv names NO_SUCH_VARIABLE, which is missing: Datadog asks for an API key and an application key.",
    "sources[6].id is missing.",
    "sources[6].region is missing.",
    "sources[6].endpoint must be a URL such as https://host:port, with no name or password in it.",
    "sources[7].accountId must be the twelve digits of an AWS account, in quotation marks.",
    "sources[7].roleArn must be the ARN of a role, such as arn:aws:iam::123456789012:role/maintenance.",
    "sources[8].externalId is for assuming a role, and roleArn names none.",
    "sources[9].callsPerSecond must be a number from 0.1 to 1000.",
    "sources[9].accountId is not the account of roleArn.",
  ]);
  expect(faults.join()).not.toContain("secret");
});

test.each([
  ["that is not there", { GATEWAY_CONFIG: "/nonexistent/sources.yaml" }, "names a file that cannot be read."],
  [
    "that is not YAML",
    fileOf("sources: [\n  {id: secret"),
    /^names a file that is not YAML: \w+ in line \d+, column \d+\.$/,
  ],
  ["of another form", fileOf("- a\n- b"), /^names a file without a list `sources`/],
  [
    "with a dangling alias",
    fileOf("sources:\n  - region: *none"),
    /^names a file that is not YAML: an alias/,
  ],
  ["that is empty", fileOf(""), /^names a file without a list `sources`/],
])("a file %s is told so", async (_name, environment, message) => {
  const [fault = ""] = await faultsOf(environment);
  expect(fault).toMatch(/^GATEWAY_CONFIG /);
  expect(fault.replace("GATEWAY_CONFIG ", "")).toEqual(
    typeof message === "string" ? message : expect.stringMatching(message),
  );
});

test.each([
  ["without sources", "sources: []", ["sources must be a list with an object for each source."]],
  [
    "with more than sources, all told at once",
    "freshness: {}\nredis: x\nsources:\n  - text\n  - id: x\n    provider: PAGER",
    [
      "freshness is not a setting that the gateway knows; the file has `sources` only.",
      "redis is not a setting that the gateway knows; the file has `sources` only.",
      "sources[0] must be an object with the settings of a source.",
      "sources[1].provider must be one of AWS_FLINK, DATADOG.",
    ],
  ],
])("a file %s", async (_name, text, faults) => {
  expect(await faultsOf(fileOf(text))).toEqual(faults);
});

test("two Flink sources of one region and endpoint are refused: they would be the same applications twice", async () => {
  const source = { provider: "AWS_FLINK", region: "eu-central-1" };
  const faults = await faultsOf(
    sourceFile([
      { ...source, id: "one" },
      { ...source, id: "two" },
    ]),
  );
  expect(faults).toEqual([
    "sources[1].region is that of the source one too; another account needs another roleArn or profile.",
  ]);
});

test("a gateway with a file does not start the emulators", () => {
  expect(hasConfiguredSources({ GATEWAY_CONFIG: "sources.yaml" })).toBe(true);
  expect(hasConfiguredSources({ GATEWAY_CONFIG: " " })).toBe(false);
});
