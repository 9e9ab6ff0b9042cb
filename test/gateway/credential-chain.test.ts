import { hash } from "node:crypto";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { startConnectProxy } from "../support/connect-proxy.js";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { sourceFile } from "../support/gateway-config-file.js";
import { arnOf, mutate } from "../support/mutations.js";
import type { RecordingServer } from "../support/recording-server.js";
import { startRecordingServer } from "../support/recording-server.js";

const keys = { AccessKeyId: "FROMPROCESS", SecretAccessKey: "planted-secret-key" };
let folder: string;
let gateway: TestGateway;
let aws: RecordingServer;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "maintenance-gateway-"));
  aws = await startRecordingServer(() => ({ ApplicationSummaries: [] }));
  for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_SESSION_TOKEN"])
    vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
  vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config"));
  vi.stubEnv("HOME", folder);
  vi.stubEnv("AWS_PROFILE", "dev");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  const logs = JSON.stringify(gateway.logs);
  await gateway.stop();
  await aws.close();
  expect(logs).not.toContain("planted-secret");
});

/** Starts a gateway whose only AWS source uses the profile `dev` with these lines. */
async function startWith(profile: readonly string[], environment: Record<string, string> = {}) {
  writeFileSync(join(folder, "config"), `${profile.join("\n")}\n`);
  gateway = await startTestGateway({
    ...sourceFile([{ id: "aws", provider: "AWS_FLINK", region: "eu-central-1", endpoint: aws.url }]),
    AWS_ACCESS_KEY_ID: "",
    AWS_SECRET_ACCESS_KEY: "",
    ...environment,
  });
}

async function list(headers: Record<string, string> = {}) {
  const answer = await gateway.query(
    `{ maintenanceWindows { sources { state error { __typename code message retryable } } } }`,
    {},
    headers,
  );
  return answer.data.maintenanceWindows.sources[0];
}

const detail = () => gateway.logs.find(({ msg }) => msg === "upstream call failed")?.detail;

/** Writes a program that prints these credentials once the file `go` exists, and records each of its starts. */
function slowProgram(): string {
  const path = join(folder, "program.sh");
  const credentials = JSON.stringify({ Version: 1, ...keys });
  const steps = [
    `echo started >> ${folder}/starts`,
    `until [ -e ${folder}/go ]; do sleep 0.02; done`,
    `echo '${credentials}'`,
  ];
  writeFileSync(path, `${steps.join("\n")}\n`);
  return `credential_process = sh ${path}`;
}

const startCount = () =>
  existsSync(join(folder, "starts"))
    ? readFileSync(join(folder, "starts"), "utf8").trim().split("\n").length
    : 0;

describe("a credential_process that takes longer than a request", () => {
  test("runs once for all callers, and its late result serves the next one", async () => {
    await startWith(["[profile dev]", slowProgram()]);
    const short = { "x-request-timeout-ms": "300" };
    const [first, second] = await Promise.all([list(short), list(short)]);
    for (const source of [first, second]) {
      expect(source).toMatchObject({
        state: "FAILED",
        error: {
          __typename: "UpstreamError",
          code: "DEADLINE_EXCEEDED",
          retryable: true,
          message: expect.stringContaining("the gateway is still waiting for credentials"),
        },
      });
    }
    const move = mutate(
      gateway,
      "updateFlinkMaintenanceWindow",
      { id: arnOf("orders"), startTime: "03:00" },
      short,
    );
    expect(await move).toMatchObject({ __typename: "UpstreamError", outcomeUnknown: false });
    expect([startCount(), aws.requests.length]).toEqual([1, 0]);
    const waiting = list();
    writeFileSync(join(folder, "go"), "");
    expect(await waiting).toMatchObject({ state: "OK" });
    expect(await list()).toMatchObject({ state: "OK" });
    expect(startCount()).toBe(1);
    expect(
      aws.requests.map(({ headers }) => /Credential=(\w+)/.exec(String(headers.authorization))?.[1]),
    ).toEqual(["FROMPROCESS", "FROMPROCESS"]);
  });

  test("runs once for all sources with the same credentials", async () => {
    const source = { provider: "AWS_FLINK", endpoint: aws.url };
    const regions = ["eu-central-1", "us-east-1", "ap-southeast-2"];
    await startWith(
      ["[profile dev]", slowProgram()],
      sourceFile(regions.map((region) => ({ ...source, id: region, region }))),
    );
    const waiting = gateway.query("{ maintenanceWindows { sources { state } } }");
    await expect.poll(startCount).toBe(1);
    writeFileSync(join(folder, "go"), "");
    expect((await waiting).data.maintenanceWindows.sources).toEqual(regions.map(() => ({ state: "OK" })));
    expect([startCount(), aws.requests.length]).toEqual([1, 3]);
  });

  test("does not open the circuit, and is reported by its own timeout", async () => {
    await startWith(["[profile dev]", slowProgram()], {
      FLINK_CREDENTIALS_TIMEOUT_MS: "1000",
      UPSTREAM_BREAKER_FAILURES: "1",
    });
    expect(await list()).toMatchObject({ error: { __typename: "AccessError", code: "UNAUTHENTICATED" } });
    expect(detail()).toBe("the AWS credentials did not arrive within 1000 ms");
    writeFileSync(join(folder, "go"), "");
    expect(await list()).toMatchObject({ state: "OK" });
  });
});

const base = ["[profile base]", "aws_access_key_id = BASE", "aws_secret_access_key = planted-secret-base"];
const sso = [
  "[sso-session corp]",
  "sso_start_url = https://corp.awsapps.example/start",
  "sso_region = eu-central-1",
];
const ssoProfile = [
  "[profile dev]",
  "sso_session = corp",
  "sso_account_id = 111122223333",
  "sso_role_name = reader",
];

/** Writes the token of the SSO session where the AWS CLI does. */
function writeSsoToken(): void {
  const cache = join(folder, ".aws", "sso", "cache");
  mkdirSync(cache, { recursive: true });
  const token = {
    accessToken: "planted-secret-token",
    expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
  };
  writeFileSync(join(cache, `${hash("sha1", "corp")}.json`), JSON.stringify(token));
}

describe("an SSO session", () => {
  test("that is valid gives credentials, which the gateway fetches through its proxy", async () => {
    const portal = await startRecordingServer(() => ({
      roleCredentials: {
        accessKeyId: "FROMSSO",
        secretAccessKey: "planted-secret-key",
        sessionToken: "planted-secret-session",
        expiration: Date.now() + 3_600_000,
      },
    }));
    const proxy = await startConnectProxy();
    vi.stubEnv("AWS_ENDPOINT_URL_SSO", portal.url);
    writeSsoToken();
    await startWith([...ssoProfile, ...sso], { HTTP_PROXY: proxy.url });
    expect(await list()).toMatchObject({ state: "OK" });
    expect(proxy.requests).toEqual([
      `GET ${portal.url}/federation/credentials?account_id=111122223333&role_name=reader`,
      `POST ${aws.url}/`,
    ]);
    expect(aws.requests[0]?.headers.authorization).toContain("Credential=FROMSSO/");
    await Promise.all([portal.close(), proxy.close()]);
  });

  test.each([
    [401, "UnauthorizedException", "Log in again: aws sso login --profile dev"],
    [403, "ForbiddenException", "the SSO user has no access to the account or role of profile dev"],
  ])("that the portal rejects with %i is explained", async (status, name, expected) => {
    const portal = createServer((_incoming, outgoing) => {
      outgoing.writeHead(status, { "x-amzn-errortype": name }).end(`{"message":"planted-secret-message"}`);
    });
    await new Promise<void>((resolve) => portal.listen(0, "127.0.0.1", resolve));
    vi.stubEnv("AWS_ENDPOINT_URL_SSO", `http://127.0.0.1:${(portal.address() as AddressInfo).port}`);
    writeSsoToken();
    await startWith([...ssoProfile, ...sso]);
    expect(await list()).toMatchObject({ error: { code: "UNAUTHENTICATED" } });
    expect(detail()).toContain(expected);
    portal.close();
  });
});

test.each(["<html>Please log in</html>", "<html>planted-secret", "{}", ""])(
  "a response of AWS STS that has no credentials is named as the reason: %j",
  async (body) => {
    const portal = createServer((_incoming, outgoing) => void outgoing.end(body));
    await new Promise<void>((resolve) => portal.listen(0, "127.0.0.1", resolve));
    const { port } = portal.address() as AddressInfo;
    await startWith(base, {
      ...sourceFile([
        {
          id: "aws",
          provider: "AWS_FLINK",
          region: "eu-central-1",
          endpoint: aws.url,
          profile: "base",
          roleArn: "arn:aws:iam::111122223333:role/r",
        },
      ]),
      AWS_CONFIG_FILE: join(folder, "config"),
      AWS_ENDPOINT_URL_STS: `http://127.0.0.1:${port}`,
    });
    expect(await list()).toMatchObject({ error: { __typename: "AccessError", code: "UNAUTHENTICATED" } });
    expect(detail()).toContain(
      "AWS STS or SSO, or a proxy in its place, returned a response without credentials.",
    );
    portal.close();
  },
);

test.each<[string, readonly string[], string]>([
  [
    "an SSO session is missing",
    [...ssoProfile, ...sso],
    "the SSO session of profile dev is missing or has expired. Log in again: aws sso login --profile dev",
  ],
  [
    "an SSO session without sso-session is missing",
    [
      "[profile dev]",
      "sso_start_url = https://corp.example/start",
      "sso_region = eu-central-1",
      "sso_account_id = 111122223333",
      "sso_role_name = reader",
    ],
    "the SSO session of profile dev is missing or has expired. Log in again: aws sso login --profile dev",
  ],
  [
    "the SSO settings are incomplete",
    ["[profile dev]", "sso_session = corp", "sso_account_id = 111122223333", ...sso],
    "the SSO settings of profile dev are incomplete. Run: aws configure sso --profile dev",
  ],
  [
    "a login session is missing",
    ["[profile dev]", "login_session = arn:aws:iam::111122223333:user/dev", "region = eu-central-1"],
    "the login session of profile dev is missing or has expired. Log in again: aws login --profile dev",
  ],
  [
    "the role requires MFA",
    [
      "[profile dev]",
      "role_arn = arn:aws:iam::111122223333:role/r",
      "source_profile = base",
      "mfa_serial = arn:aws:iam::111122223333:mfa/m",
      ...base,
    ],
    "profile dev requires MFA, for which a server has no code.",
  ],
  [
    "the profile does not exist",
    base,
    "profile dev does not exist in AWS's shared files. Check its name: aws configure list-profiles",
  ],
  [
    "the profile has only a region",
    ["[profile dev]", "region = eu-central-1"],
    "profile dev does not exist in AWS's shared files or has no credentials.",
  ],
  [
    "the process fails",
    [
      "[profile dev]",
      `credential_process = sh -c 'echo planted-secret-output >&2; exit 3' planted-secret-argument`,
    ],
    "the credential_process of profile dev failed. Run its command to see why",
  ],
  [
    "the process does not exist",
    ["[profile dev]", "credential_process = /nonexistent/program planted-secret-argument"],
    "the credential_process of profile dev failed. Run its command to see why",
  ],
  [
    "the process prints no JSON",
    ["[profile dev]", "credential_process = echo planted-secret-output"],
    'the credential_process of profile dev did not print JSON with "Version": 1.',
  ],
  [
    "the process prints no version",
    ["[profile dev]", `credential_process = echo '{}'`],
    'the credential_process of profile dev did not print JSON with "Version": 1.',
  ],
  [
    "the process prints no keys",
    ["[profile dev]", `credential_process = echo '{"Version":1}'`],
    "the credential_process of profile dev printed no AccessKeyId or no SecretAccessKey.",
  ],
  [
    "the process prints a key with a line break",
    [
      "[profile dev]",
      `credential_process = echo '{"Version":1,"AccessKeyId":"A\\\\nB","SecretAccessKey":"planted-secret-key"}'`,
    ],
    "the AWS credentials contain a key that is empty, or has a character that keys never have",
  ],
  [
    "the process prints expired credentials",
    [
      "[profile dev]",
      `credential_process = echo '${JSON.stringify({ Version: 1, ...keys, Expiration: "2020-01-01T00:00:00Z" })}'`,
    ],
    "the credential_process of profile dev printed credentials that have expired.",
  ],
  [
    "profiles refer to each other",
    [
      "[profile dev]",
      "role_arn = arn:aws:iam::111122223333:role/r",
      "source_profile = other",
      "[profile other]",
      "role_arn = arn:aws:iam::111122223333:role/s",
      "source_profile = dev",
    ],
    "profile dev refers to itself through source_profile",
  ],
  [
    "the credential source is unknown",
    ["[profile dev]", "role_arn = arn:aws:iam::111122223333:role/r", "credential_source = Nothing"],
    "credential_source of profile dev must be Environment, EcsContainer or Ec2InstanceMetadata",
  ],
])("the log says what to do if %s", async (_what, profile, expected) => {
  await startWith(profile);
  expect(await list()).toMatchObject({
    error: {
      __typename: "AccessError",
      message: expect.stringContaining("the gateway has no usable credentials for it"),
    },
  });
  expect(detail()).toContain(expected);
  expect(aws.requests).toEqual([]);
});
