import { mkdtempSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startChild } from "../support/child-process.js";
import type { ConnectProxy } from "../support/connect-proxy.js";
import { startConnectProxy } from "../support/connect-proxy.js";
import type { TestEmulators } from "../support/emulators.js";
import { startTestEmulators } from "../support/emulators.js";

let emulators: TestEmulators;
beforeAll(async () => {
  emulators = await startTestEmulators(() => new Date());
});
afterEach(async () => {
  await Promise.all([emulators.flink.reset(), emulators.datadog.reset()]);
});
afterAll(() => emulators.close());

async function check(environment: Record<string, string> = {}, ...more: string[]) {
  const given = ["dist/main.js", "--check-config", "--connect", ...more];
  const child = startChild(process.execPath, given, {
    ...emulators.environment,
    AWS_REGIONS: "eu-central-1",
    AWS_EC2_METADATA_DISABLED: "true",
    UPSTREAM_MAX_ATTEMPTS: "1",
    ...environment,
  });
  const code = await child.exit;
  return { code, output: child.output(), errors: child.errors() };
}

const rowOf = (output: string, id: string) =>
  output
    .split("\n")
    .find((line) => line.startsWith(`${id} `))
    ?.trim()
    .split(/ {2,}/);
const aws = "aws-eu-central-1";

test("every source is read a little, and nothing is written", async () => {
  const { code, output, errors } = await check();
  expect([code, errors]).toEqual([0, ""]);
  expect(rowOf(output, aws)).toEqual([aws, "yes", "yes", "yes", "6"]);
  expect(rowOf(output, "datadog")).toEqual(["datadog", "yes", "yes", "yes", "5"]);
  expect(output).toContain("All 2 sources can be read.");
  expect(await emulators.flink.counts()).toEqual({ ListApplications: 1, DescribeApplication: 7 });
  expect(await emulators.datadog.counts()).toEqual({ ListMaintenanceWindows: 1 });
});

test("JSON has the same facts, and only the first page of a long list is read", async () => {
  await emulators.flink.seed({ applications: 100 });
  const noDatadog = { DD_API_KEY: "", DD_APP_KEY: "", DD_SITE: "", DD_ENDPOINT_URL: "" };
  const { code, output } = await check(noDatadog, "--json");
  expect(code).toBe(0);
  expect(JSON.parse(output)).toEqual({
    ok: true,
    sources: [
      {
        id: aws,
        provider: "AWS_FLINK",
        reached: true,
        credentialsAccepted: true,
        listPermitted: true,
        windows: expect.any(Number),
        hasMoreWindows: true,
        unreadable: 0,
        error: null,
      },
    ],
    notifications: [],
    warnings: [],
  });
  expect(await emulators.flink.counts()).toEqual({ ListApplications: 1, DescribeApplication: 50 });
});

test.each([
  [
    "a missing IAM action to list",
    { operation: "ListApplications", fault: { errorType: "AccessDeniedException", status: 403 } },
    [aws, "yes", "yes", "no", "-"],
    "Allow the IAM action kinesisanalytics:ListApplications.",
  ],
  [
    "a missing IAM action to describe",
    { operation: "DescribeApplication", fault: { errorType: "AccessDeniedException", status: 403 } },
    [aws, "yes", "yes", "no", "-"],
    "Allow the IAM action kinesisanalytics:DescribeApplication.",
  ],
  [
    "keys that AWS does not know",
    { operation: "ListApplications", fault: { errorType: "UnrecognizedClientException" } },
    [aws, "yes", "no", "-", "-"],
    "Check or renew its credentials for this source.",
  ],
  [
    "a clock that is wrong",
    { operation: "ListApplications", fault: { errorType: "RequestExpired" } },
    [aws, "yes", "no", "-", "-"],
    "Check the clock of the gateway's machine first, then the credentials of this source.",
  ],
  [
    "an API that the endpoint lacks",
    { operation: "ListApplications", fault: { errorType: "InternalFailure", status: 501 } },
    [aws, "yes", "-", "no", "-"],
    "Check the site, region and endpoint of this source",
  ],
  [
    "an endpoint that is not AWS",
    { operation: "ListApplications", fault: { body: "<html>", contentType: "text/html" } },
    [aws, "yes", "-", "-", "-"],
    "returned a response that the gateway cannot read",
  ],
  [
    "AWS failing",
    { operation: "ListApplications", fault: { errorType: "ServiceUnavailableException" } },
    [aws, "yes", "-", "-", "-"],
    "returned a server error. Try again later.",
  ],
])("%s is named with the next step", async (_what, { operation, fault }, row, step) => {
  await emulators.flink.fault(operation, fault);
  const { code, output } = await check();
  expect(code).toBe(1);
  expect(rowOf(output, aws)).toEqual(row);
  expect(rowOf(output, "datadog")).toEqual(["datadog", "yes", "yes", "yes", "5"]);
  expect(output).toContain(`Problems with 1 of 2 sources:\n\n  ${aws}: Could not `);
  expect(output).toContain(step);
  expect(output).not.toContain("operators");
});

test.each([
  [
    403,
    ["datadog", "yes", "-", "no", "-"],
    "the permission event_correlation_config_read of the application key",
  ],
  [401, ["datadog", "yes", "no", "-", "-"], "Check or renew its credentials for this source."],
  [404, ["datadog", "yes", "-", "no", "-"], "Check the site, region and endpoint of this source"],
])("Datadog's status %i is explained", async (status, row, step) => {
  await emulators.datadog.fault("ListMaintenanceWindows", { status });
  const { code, output } = await check({ AWS_REGIONS: "" });
  expect(code).toBe(1);
  expect(rowOf(output, "datadog")).toEqual(row);
  expect(output).toContain("Problems with 1 of 1 source:");
  expect(output).toContain(step);
});

test("warnings about settings are printed too", async () => {
  const { code, output } = await check({ NO_PROXY: "10.0.0.0/8" });
  expect([code, output]).toEqual([0, expect.stringContaining("Warnings:\n  NO_PROXY contains a CIDR block")]);
  const json = await check({ NO_PROXY: "10.0.0.0/8" }, "--json");
  expect(JSON.parse(json.output).warnings).toMatchObject([{ key: "NO_PROXY" }]);
});

test("an item that cannot be read fails the check, and is counted", async () => {
  await emulators.flink.fault(
    "DescribeApplication",
    { errorType: "AccessDeniedException", status: 403 },
    undefined,
    "orders-enrichment",
  );
  const { code, output } = await check();
  expect(code).toBe(1);
  expect(rowOf(output, aws)).toEqual([aws, "yes", "yes", "yes", "5, and 1 unreadable"]);
  expect(output).toContain("Could not describe application orders-enrichment");
});

/** A profile `maintenance` with these lines, in the process's own AWS files. */
function profile(...lines: string[]) {
  const file = join(mkdtempSync(join(tmpdir(), "maintenance-gateway-")), "config");
  writeFileSync(file, ["[profile maintenance]", "region = eu-central-1", ...lines, ""].join("\n"));
  return {
    AWS_PROFILE: "maintenance",
    AWS_CONFIG_FILE: file,
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_REGIONS: "",
    AWS_ACCESS_KEY_ID: "",
    AWS_SECRET_ACCESS_KEY: "",
  };
}

const printed = `echo '{"Version":1,"AccessKeyId":"SLOW","SecretAccessKey":"planted-secret-key"}'`;

test("a credential_process that takes longer than a request is waited for", async () => {
  const { code, output } = await check({
    ...profile(`credential_process = sh -c "sleep 2; ${printed.replaceAll('"', '\\"')}"`),
    REQUEST_TIMEOUT_MS: "1000",
  });
  expect(output).toContain("All 2 sources can be read.");
  expect(code).toBe(0);
});

test.each([
  [
    "the program fails",
    ["credential_process = sh -c 'exit 3' planted-secret-argument"],
    "the credential_process of profile maintenance failed.",
  ],
  [
    "the profile requires MFA",
    ["role_arn = arn:aws:iam::111122223333:role/r", "source_profile = maintenance", "mfa_serial = m"],
    "profile maintenance requires MFA",
  ],
  [
    "the SSO session is missing",
    [
      "sso_session = corp",
      "sso_account_id = 111122223333",
      "sso_role_name = reader",
      "[sso-session corp]",
      "sso_start_url = https://corp.example/start",
      "sso_region = eu-central-1",
    ],
    "Log in again: aws sso login --profile maintenance",
  ],
])("credentials that cannot be resolved are explained: %s", async (_what, lines, step) => {
  const { code, output, errors } = await check(profile(...lines));
  expect(errors).toBe("");
  expect(code).toBe(1);
  expect(rowOf(output, aws)).toEqual([aws, "-", "no", "-", "-"]);
  expect(output).toContain(step);
  expect(output).not.toContain("planted-secret");
});

let proxy: ConnectProxy | undefined;
afterEach(() => proxy?.close());

test.each([
  [undefined, 0, "All 2 sources can be read."],
  [407, 1, "rejected the gateway with HTTP 407: check the user name and the password in the variable"],
])("a proxy that answers with %s is used for both providers", async (rejectWith, expected, text) => {
  proxy = await startConnectProxy(rejectWith === undefined ? {} : { rejectWith });
  const { code, output } = await check({ http_proxy: proxy.url });
  expect(output).toContain(text);
  expect(code).toBe(expected);
  const hosts = new Set(
    proxy.requests.map((request) => request.split(" ")[1]?.split("/").slice(0, 3).join("/")),
  );
  expect(hosts).toEqual(new Set([emulators.flink.url, emulators.datadog.url]));
});

test("an address that nothing listens on is not reached", async () => {
  const closed = createServer();
  await new Promise<void>((resolve) => closed.listen(0, "127.0.0.1", resolve));
  const { port } = closed.address() as AddressInfo;
  await new Promise((resolve) => closed.close(resolve));
  const { code, output } = await check({ DD_ENDPOINT_URL: `http://127.0.0.1:${port}` });
  expect(code).toBe(1);
  expect(rowOf(output, "datadog")).toEqual(["datadog", "no", "-", "-", "-"]);
  expect(output).toContain("Detail: ECONNREFUSED");
});

test("without a source there is nothing to connect to, and invalid settings are reported as usual", async () => {
  const none = await check({ AWS_REGIONS: "", DD_API_KEY: "", DD_APP_KEY: "" });
  expect([none.code, none.output]).toEqual([1, expect.stringContaining("names no source")]);
  const invalid = await check({ PORT: "high" }, "--json");
  expect([invalid.code, invalid.output]).toEqual([1, ""]);
  expect(invalid.errors).toContain("PORT must be");
});
