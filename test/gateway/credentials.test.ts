import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { sourceFile } from "../support/gateway-config-file.js";
import { arnOf, mutate, newWindow } from "../support/mutations.js";
import type { RecordingServer } from "../support/recording-server.js";
import { startRecordingServer } from "../support/recording-server.js";

const folder = mkdtempSync(join(tmpdir(), "maintenance-gateway-"));
const fileWith = (name: string, content: string) => {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
};

/** Values that must never appear in a response or a log. */
const secrets = ["planted-secret-one", "planted-secret-two", "PLANTEDSECRETKEY"];

let gateway: TestGateway;
afterEach(async () => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
  const logs = JSON.stringify(gateway.logs);
  await gateway.stop();
  for (const secret of secrets) expect(logs).not.toContain(secret);
});

async function list(provider: "AWS_FLINK" | "DATADOG") {
  const answer = await gateway.query(`{
    maintenanceWindows(filter: { providers: [${provider}] }) {
      sources { state error { __typename code message provider providerCode retryable } }
    }
  }`);
  for (const secret of secrets) expect(JSON.stringify(answer)).not.toContain(secret);
  return answer.data.maintenanceWindows.sources[0];
}

const unauthenticated = {
  state: "FAILED",
  error: { __typename: "AccessError", code: "UNAUTHENTICATED", retryable: false },
};

describe("credentials that AWS rejects", () => {
  beforeEach(async () => {
    gateway = await startTestGateway({ AWS_REGIONS: "eu-central-1", UPSTREAM_MAX_ATTEMPTS: "9" });
  });

  test.each([
    "ExpiredTokenException",
    "UnrecognizedClientException",
    "InvalidClientTokenId",
    "InvalidSignatureException",
    "SignatureDoesNotMatch",
  ])("are reported as UNAUTHENTICATED without a retry: %s", async (errorType) => {
    await gateway.flink.fault("*", { errorType });
    expect(await list("AWS_FLINK")).toMatchObject(unauthenticated);
    expect(await gateway.flink.counts()).toEqual({ ListApplications: 1 });
  });

  const expired = "Signature expired: 20261122T115000Z is now earlier than 20261122T115500Z";
  const early = "Signature not yet current: 20261122T120000Z is still later than 20261122T115500Z";

  describe.each([
    ["RequestExpired", ""],
    ["RequestTimeTooSkewed", ""],
    ["RequestInTheFuture", ""],
    ["InvalidSignatureException", expired],
    ["InvalidSignatureException", early],
    ["SignatureDoesNotMatch", expired],
    ["AuthFailure", expired],
  ])("because of the time in a signature (%s, %j)", (errorType, message) => {
    const fault = {
      errorType,
      body: { __type: errorType, message: message && `${message} (${secrets[0]})` },
    };
    const operation = "UpdateApplicationMaintenanceConfiguration";

    test("are sent again with a new signature, also if the clock is right", async () => {
      await gateway.flink.fault("ListApplications", fault, 1);
      expect(await list("AWS_FLINK")).toMatchObject({ state: "OK" });
      expect((await gateway.flink.counts()).ListApplications).toBe(2);
      await gateway.flink.fault(operation, fault, 1);
      expect(await move()).toMatchObject({ outcome: "UPDATED" });
      expect((await gateway.flink.counts())[operation]).toBe(2);
    });

    test("are reported as UNAUTHENTICATED if that fails too, and the clock is named first", async () => {
      await gateway.flink.fault("*", fault);
      const told = await list("AWS_FLINK");
      expect(told).toMatchObject(unauthenticated);
      expect(told.error.message).toContain("rejected the time in the gateway's signature twice");
      expect(told.error.message).toContain(
        "check the clock of the gateway's machine first, then the credentials",
      );
      expect(await gateway.flink.counts()).toEqual({ ListApplications: 2 });
    });
  });

  const later = () => new Date(Date.now() + 10 * 60_000).toUTCString();
  const move = () =>
    mutate(gateway, "updateFlinkMaintenanceWindow", { id: arnOf("orders-enrichment"), startTime: "03:00" });

  test.each(["RequestExpired", "InvalidSignatureException", "SignatureDoesNotMatch"])(
    "work after a retry with AWS's time if the clock is wrong (%s)",
    async (errorType) => {
      await gateway.flink.fault("ListApplications", { errorType, headers: { date: later() } }, 1);
      expect(await list("AWS_FLINK")).toMatchObject({ state: "OK" });
      expect((await gateway.flink.counts()).ListApplications).toBe(2);
      const operation = "UpdateApplicationMaintenanceConfiguration";
      await gateway.flink.fault(operation, { errorType, headers: { date: later() } }, 1);
      expect(await move()).toMatchObject({ outcome: "UPDATED" });
      expect((await gateway.flink.counts())[operation]).toBe(2);
    },
  );

  test("are reported as UNAUTHENTICATED if the retry with AWS's time fails too", async () => {
    await gateway.flink.fault("*", { errorType: "RequestExpired", headers: { date: later() } });
    expect(await list("AWS_FLINK")).toMatchObject(unauthenticated);
    expect((await gateway.flink.counts()).ListApplications).toBeLessThanOrEqual(2);
  });

  test("are not retried with AWS's time if the error has another cause", async () => {
    const operation = "UpdateApplicationMaintenanceConfiguration";
    await gateway.flink.fault(operation, {
      errorType: "ConcurrentModificationException",
      headers: { date: later() },
    });
    expect(await move()).toMatchObject({ __typename: "ConflictError" });
    expect((await gateway.flink.counts())[operation]).toBe(1);
  });
});

test("startup fails on keys with invalid characters, without revealing the keys", async () => {
  gateway = await startTestGateway();
  const keys = {
    AWS_ACCESS_KEY_ID: "planted-secret-one\nx",
    AWS_SECRET_ACCESS_KEY: "planted-secret-two x",
    AWS_SESSION_TOKEN: "PLANTEDSECRETKEY\r\nx: y",
  };
  const error: unknown = await startTestGateway(keys).catch((reason) => reason);
  for (const key of Object.keys(keys)) {
    expect(String(error)).toContain(`${key} contains a space, a line break or another character`);
  }
  for (const secret of secrets) expect(String(error)).not.toContain(secret);
});

describe("credentials from the AWS credential chain", () => {
  let aws: RecordingServer;
  const signedWith = () =>
    aws.requests.map(({ headers }) => /Credential=([^/]+)/.exec(String(headers.authorization))?.[1]);
  const profile = (key: string, secret: string) =>
    `[default]\naws_access_key_id = ${key}\naws_secret_access_key = ${secret}\n`;

  beforeEach(async () => {
    aws = await startRecordingServer(() => ({ ApplicationSummaries: [] }));
    for (const key of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN", "AWS_PROFILE"]) {
      vi.stubEnv(key, undefined);
    }
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
  });
  afterEach(() => aws.close());

  const start = () =>
    startTestGateway({
      ...sourceFile([{ id: "aws", provider: "AWS_FLINK", region: "eu-central-1", endpoint: aws.url }]),
      AWS_ACCESS_KEY_ID: "",
      AWS_SECRET_ACCESS_KEY: "",
    });

  test("are reloaded within a minute after their file changes", async () => {
    const file = fileWith("credentials", profile("FIRST", "planted-secret-one"));
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file);
    vi.useFakeTimers({ toFake: ["Date"] });
    gateway = await start();
    expect(await list("AWS_FLINK")).toMatchObject({ state: "OK" });
    writeFileSync(file, profile("SECOND", "planted-secret-two"));
    vi.setSystemTime(Date.now() + 59_000);
    await list("AWS_FLINK");
    expect(signedWith()).toEqual(["FIRST", "FIRST"]);
    vi.setSystemTime(Date.now() + 2_000);
    await list("AWS_FLINK");
    await list("AWS_FLINK");
    expect(signedWith()).toEqual(["FIRST", "FIRST", "SECOND", "SECOND"]);
  });

  test("are reported as UNAUTHENTICATED, with nothing sent, if their file or the role's token file is missing", async () => {
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "nothing"));
    gateway = await start();
    expect(await list("AWS_FLINK")).toMatchObject({
      ...unauthenticated,
      error: { providerCode: "CredentialsProviderError" },
    });
    vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", join(folder, "no-token"));
    vi.stubEnv("AWS_ROLE_ARN", "arn:aws:iam::123456789012:role/gateway");
    expect(await list("AWS_FLINK")).toMatchObject(unauthenticated);
    expect(aws.requests).toEqual([]);
  });

  test("are found if they appear after startup", async () => {
    const file = join(folder, "later");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", file);
    gateway = await start();
    expect(await list("AWS_FLINK")).toMatchObject(unauthenticated);
    writeFileSync(file, profile("LATER", "planted-secret-one"));
    expect(await list("AWS_FLINK")).toMatchObject({ state: "OK" });
    expect(signedWith()).toEqual(["LATER"]);
  });
});

describe("Datadog keys in files", () => {
  let datadog: RecordingServer;
  const sentKeys = () =>
    datadog.requests.map(({ headers }) => [headers["dd-api-key"], headers["dd-application-key"]]);

  beforeEach(async () => {
    datadog = await startRecordingServer(() => ({ data: [] }));
  });
  afterEach(() => datadog.close());

  const files = () => ({
    DD_API_KEY_FILE: fileWith("api-key", "planted-secret-one\n"),
    DD_APP_KEY_FILE: fileWith("app-key", "PLANTEDSECRETKEY\n"),
  });
  const start = () => {
    const own = { DD_API_KEY: "", DD_APP_KEY: "", DD_ENDPOINT_URL: datadog.url };
    return startTestGateway({ ...own, ...files() });
  };

  test("are read for each call, so a replaced key applies at once", async () => {
    gateway = await start();
    await list("DATADOG");
    fileWith("api-key", "planted-secret-two");
    await list("DATADOG");
    expect(sentKeys()).toEqual([
      ["planted-secret-one", "PLANTEDSECRETKEY"],
      ["planted-secret-two", "PLANTEDSECRETKEY"],
    ]);
  });

  test.each([
    ["is deleted", null, "cannot read the API key file: "],
    ["is emptied", " \n", "the API key is missing"],
    [
      "contains two lines",
      "planted-secret-one\nplanted-secret-two",
      "the API key contains a space, a line break",
    ],
  ])(
    "are reported as UNAUTHENTICATED, with nothing sent, if the file %s, and are read again later",
    async (_what, content, detail) => {
      gateway = await start();
      if (content === null) rmSync(join(folder, "api-key"));
      else fileWith("api-key", content);
      const failed = await list("DATADOG");
      expect(failed).toMatchObject(unauthenticated);
      expect(failed.error.message).toContain("the gateway has no usable credentials for it");
      // Responses do not name files; logs do.
      expect(failed.error.message).not.toContain(folder);
      const told = gateway.logs.find(({ msg }) => msg === "upstream call failed");
      expect(told?.detail).toContain(detail);
      expect(told?.detail).toContain(join(folder, "api-key"));
      expect(await mutate(gateway, "createDatadogMaintenanceWindow", newWindow)).toMatchObject({
        __typename: "AccessError",
        code: "UNAUTHENTICATED",
      });
      expect(datadog.requests).toEqual([]);
      fileWith("api-key", "planted-secret-one");
      expect(await list("DATADOG")).toMatchObject({ state: "OK" });
    },
  );

  test("can be set per source in the configuration file", async () => {
    const { DD_API_KEY_FILE: apiKeyFile, DD_APP_KEY_FILE: appKeyFile } = files();
    gateway = await startTestGateway({
      ...sourceFile([{ id: "dd", provider: "DATADOG", endpoint: datadog.url, apiKeyFile, appKeyFile }]),
      DD_API_KEY: "another-key",
    });
    await list("DATADOG");
    expect(sentKeys()).toEqual([["planted-secret-one", "PLANTEDSECRETKEY"]]);
  });

  test.each([
    [{ DD_API_KEY_FILE: "/nowhere" }, "DD_API_KEY_FILE names a file that cannot be read."],
    [{ DD_API_KEY_FILE: fileWith("empty", "\n") }, "DD_API_KEY_FILE names an empty file."],
    [
      { DD_API_KEY_FILE: fileWith("two-lines", "planted-secret-one\nx") },
      "DD_API_KEY_FILE names a file with a key that contains a space, a line break",
    ],
    [{ DD_API_KEY: "a-key" }, "DD_API_KEY_FILE is set together with DD_API_KEY. Remove one of them."],
    [{ DD_APP_KEY_FILE: "" }, "DD_APP_KEY is missing"],
    [
      sourceFile([{ id: "dd", provider: "DATADOG", apiKeyEnv: "MY_KEY", apiKeyFile: "/a", appKeyFile: "" }]),
      "sources[0].appKeyFile must be the name of a file.",
    ],
    [
      sourceFile([{ id: "dd", provider: "DATADOG", apiKeyEnv: "MY_KEY", apiKeyFile: "/a" }]),
      "sources[0].apiKeyFile is set together with sources[0].apiKeyEnv. Remove one of them.",
    ],
  ])("are checked at startup: %j", async (environment, fault) => {
    const given = {
      DD_API_KEY: "",
      DD_APP_KEY: "",
      DD_ENDPOINT_URL: datadog.url,
      ...files(),
      ...environment,
    };
    const error: unknown = await startTestGateway(given as Record<string, string>).catch((reason) => reason);
    expect(String(error)).toContain(fault);
    for (const secret of secrets) expect(String(error)).not.toContain(secret);
    gateway = await startTestGateway();
  });
});
