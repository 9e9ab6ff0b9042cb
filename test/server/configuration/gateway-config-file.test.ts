import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { expect, test } from "vitest";
import { readConfiguration } from "../../../src/server/configuration/read-configuration.js";
import { start } from "../../../src/server/start.js";
import { clockOf } from "../../support/clock.js";
import { startTestEmulators } from "../../support/emulators.js";
import { now, startTestGateway } from "../../support/gateway.js";
import { sourceFile } from "../../support/gateway-config-file.js";

const clock = () => now;

async function faultsOf(environment: Record<string, string>): Promise<readonly string[]> {
  const error = await start({
    environment: { PORT: "0", LOG_LEVEL: "silent", ...environment },
    clock: clockOf(clock),
  }).then(
    async (gateway) => {
      await gateway.stop();
      return new Error("It started.");
    },
    (reason: Error) => reason,
  );
  return error.message
    .split("\n")
    .slice(1)
    .map((line) => line.trim().replace(/^\/tmp\S+\/sources\.yaml:/, "sources.yaml:"));
}

/** The errors without the file name and line. */
const withoutLines = (faults: readonly string[]) =>
  faults.map((fault) => fault.replace(/^sources\.yaml:\d+: /, ""));

function fileOf(text: string) {
  const path = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "sources.yaml");
  writeFileSync(path, text);
  return { GATEWAY_CONFIG: path };
}

test("only the sources of the file are used, each with its own settings and keys", async () => {
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
    // The test gateway caches nothing between requests, except for the last source.
    expect(await one.datadog.counts()).toEqual({ ListMaintenanceWindows: 2 });
    expect(await two.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
    expect(await gateway.flink.counts()).toEqual({});
  } finally {
    await gateway.stop();
    await Promise.all([one.close(), two.close()]);
  }
});

const knownDatadogSettings =
  "Known settings: provider, id, concurrency, callsPerSecond, freshness, resilience, site, allowUnknownSite, endpoint, apiKeyEnv, apiKeyFile, appKeyEnv, appKeyFile.";

const knownFreshnessSettings =
  "Known settings: maxAgeSeconds, staleWhileRevalidateSeconds, staleIfErrorSeconds.";

test("all errors are reported together, each with its place and without secrets", async () => {
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
  expect(withoutLines(faults)).toEqual([
    "INVENTORY_MAX_AGE_SECONDS must be a whole number from 0 to 604800.",
    "REDIS_URL must be a URL such as redis://host:6379, or rediss://host:6379/0 with TLS and a database number.",
    "sources[0].id must be 1 to 64 letters, digits, dots, hyphens and underscores.",
    "sources[0].concurrency must be a whole number from 1 to 100.",
    "sources[0].region is not an AWS region such as eu-central-1.",
    "sources[1].provider must be one of AWS_FLINK, DATADOG.",
    "sources[1].concurrency must be a whole number from 1 to 100.",
    "sources[2].id is already used by an earlier source; choose a unique id.",
    `sources[2].apiKey is not a known setting. ${knownDatadogSettings}`,
    `sources[2].applicationKey is not a known setting. ${knownDatadogSettings}`,
    "sources[2].apiKeyEnv names NO_SUCH_VARIABLE, which is missing. Set it: Datadog requires both an API key and an application key.",
    "sources[3].freshness.maxAgeSeconds must be a whole number from 0 to 604800.",
    `sources[3].freshness.age is not a known setting. ${knownFreshnessSettings}`,
    `sources[3].freshness.other is not a known setting. ${knownFreshnessSettings}`,
    "sources[3].apiKeyEnv names NO_SUCH_VARIABLE, which is missing. Set it: Datadog requires both an API key and an application key.",
    "sources[4].appKeyEnv must be the name of a variable, in capital letters, not the key itself.",
    "sources[4].apiKeyEnv names NO_SUCH_VARIABLE, which is missing. Set it: Datadog requires both an API key and an application key.",
    "sources[5].apiKeyEnv names NO_SUCH_VARIABLE, which is missing. Set it: Datadog requires both an API key and an application key.",
    "sources[6].id is missing.",
    "sources[6].region is missing.",
    "sources[6].endpoint must be a URL such as https://host:port, without a user name, a password, a query, a fragment or //.",
    "sources[7].accountId must be the 12 digits of an AWS account, in quotation marks.",
    "sources[7].roleArn must be the ARN of a role, such as arn:aws:iam::123456789012:role/maintenance.",
    "sources[8].externalId has no effect without roleArn. Set roleArn to the role to assume, or remove externalId.",
    "sources[9].callsPerSecond must be a number from 0.1 to 1000.",
    "sources[9].accountId is not the account in roleArn. Correct one of them.",
  ]);
  expect(faults.join()).not.toContain("secret");
});

test("an error names the file and the line", async () => {
  const text = `# Ours
sources:
  - id: one
    provider: AWS_FLINK
    freshness:
      maxAgeSeconds: soon
      maxAgeSecond: 5
    reigon: eu-central-1
  - provider: PAGER
    id:
      two
other: 1
`;
  expect(await faultsOf(fileOf(text))).toEqual([
    "sources.yaml:12: other is not a known setting. Known settings: sources, notifications.",
    "sources.yaml:6: sources[0].freshness.maxAgeSeconds must be a whole number from 0 to 604800.",
    "sources.yaml:7: sources[0].freshness.maxAgeSecond is not a known setting. Did you mean maxAgeSeconds?",
    "sources.yaml:3: sources[0].region is missing.",
    "sources.yaml:8: sources[0].reigon is not a known setting. Did you mean region?",
    "sources.yaml:9: sources[1].provider must be one of AWS_FLINK, DATADOG.",
  ]);
});

test.each([
  [
    "an open bracket",
    "sources: [\n  {id: secret",
    /^sources\.yaml:2:14: Invalid YAML\. Indent .* and close every bracket\.$/,
  ],
  [
    "wrong indentation",
    "sources:\n  - id: a\n   provider: secret",
    /^sources\.yaml:3:1: Invalid YAML\. Expected `key/,
  ],
  [
    "a tab",
    "sources:\n\t- id: secret",
    /^sources\.yaml:2:1: Invalid YAML\. Indent with spaces, not with tabs\.$/,
  ],
  [
    "a duplicate key",
    "sources:\n  - id: secret\n    id: b",
    /^sources\.yaml:3:5: Invalid YAML\. Use each key only once/,
  ],
  [
    "a reserved character",
    "sources:\n  - id: @secret",
    /^sources\.yaml:2:9: Invalid YAML\. Put quotation marks around/,
  ],
  [
    "an unknown escape",
    'sources:\n  - id: "\\q secret"',
    /^sources\.yaml:2:10: Invalid YAML\. Use only YAML's escape/,
  ],
  [
    "an unknown alias",
    "sources:\n  - region: *secret",
    /^sources\.yaml:2:13: Invalid YAML\. Anchors, aliases and tags are not/,
  ],
  [
    "two documents",
    "sources: []\n---\nsecret: 1",
    /^sources\.yaml:2:1: Invalid YAML\. Put only one document/,
  ],
])(
  "the error for a file with %s names the place and the fix, and does not quote the file",
  async (_name, text, message) => {
    const faults = await faultsOf(fileOf(text));
    expect(faults).toEqual([expect.stringMatching(message)]);
    expect(faults.join()).not.toContain("secret");
  },
);

test("the error names a file that does not exist", async () => {
  expect(await faultsOf({ GATEWAY_CONFIG: "/nonexistent/sources.yaml" })).toEqual([
    "GATEWAY_CONFIG names a file that cannot be read: /nonexistent/sources.yaml.",
  ]);
});

test.each([
  ["is empty", ""],
  ["is a list", "- a\n- b"],
  ["has no sources", "sources: []"],
])("a file that %s is rejected", async (_name, text) => {
  expect(await faultsOf(fileOf(text))).toEqual([
    "sources.yaml:1: sources must be a list with an object for each source. See docs/inventory.md.",
  ]);
});

test("unknown keys and malformed sources are rejected", async () => {
  const text = "source: {}\nredis: x\nsources:\n  - text\n  - id: x\n    provider: PAGER";
  expect(await faultsOf(fileOf(text))).toEqual([
    "sources.yaml:1: source is not a known setting. Did you mean sources?",
    "sources.yaml:2: redis is not a known setting. Known settings: sources, notifications.",
    "sources.yaml:4: sources[0] must be an object with the settings of a source.",
    "sources.yaml:6: sources[1].provider must be one of AWS_FLINK, DATADOG.",
  ]);
});

test("two Flink sources with the same region and credentials are rejected", async () => {
  const source = { provider: "AWS_FLINK", region: "eu-central-1" };
  const faults = await faultsOf(
    sourceFile([
      { ...source, id: "one" },
      { ...source, id: "two" },
    ]),
  );
  expect(faults).toEqual([
    "sources.yaml:6: sources[1].region is the region of source one, which has the same credentials. Remove one source, or set roleArn or profile for another account.",
  ]);
});

test("an error names the file as GATEWAY_CONFIG does, once", async () => {
  const { GATEWAY_CONFIG: file } = fileOf("a: 1\nsource: {}\nsources:\n  - provider: PAGER\n    id: a\n");
  const path = relative(process.cwd(), file);
  const started = readConfiguration({ GATEWAY_CONFIG: path });
  await expect(started).rejects.toThrow(
    [
      "The configuration has 3 errors:",
      `  ${path}:1: a is not a known setting. Known settings: sources, notifications.`,
      `  ${path}:2: source is not a known setting. Did you mean sources?`,
      `  ${path}:4: sources[0].provider must be one of AWS_FLINK, DATADOG.`,
    ].join("\n"),
  );
});

test.each([
  ["a key with dots", "sources:\n  - id: a\n    provider: DATADOG\n    a.b: 1\n", 4],
  ["a number as key", "sources:\n  - id: a\n    provider: DATADOG\n    5: 1\n", 4],
  [
    "a key without a space after its colon",
    "sources:\n  - id: a\n    provider: DATADOG\n    apiKey:0123456789abcdef: 1\n",
    4,
  ],
  ["such a key in an object", "sources:\n  - {id: a, provider: DATADOG,\n     apiKey:secret}\n", 3],
  ["such a key at the top", "sources: []\napiKey:0123456789abcdef: 1\n", 2],
])("%s is reported with its line, and not printed", async (_name, text, line) => {
  const faults = (await faultsOf(fileOf(text))).filter((fault) => fault.includes("has an unknown key"));
  expect(faults).toEqual([
    expect.stringMatching(
      `^sources\\.yaml:${line}: (?:sources\\[0\\]|The file) has an unknown key, which is not printed because`,
    ),
  ]);
  expect(faults.join()).not.toMatch(/secret\}|0123456789abcdef/);
});

test("a variable that the file names gets no suggestion, though it resembles another", async () => {
  const environment = {
    ...sourceFile([{ id: "eu", provider: "DATADOG", apiKeyEnv: "EU_API_KEY", appKeyEnv: "DD_EU_APP_KEY" }]),
    EU_API_KEY: "a",
    DD_EU_APP_KEY: "b",
  };
  const { findWarnings } = await readConfiguration(environment);
  expect(findWarnings()).toEqual([]);
});
