import { afterEach, describe, expect, test, vi } from "vitest";
import { parseApplicationArn } from "../../../src/datasources/flink/arn.js";
import { connectFlink } from "../../../src/datasources/flink/provider.js";
import { flinkSources } from "../../../src/datasources/flink/settings.js";
import type { Environment } from "../../../src/settings/environment.js";
import { startTestEmulators } from "../../support/emulators.js";
import { now, startTestGateway } from "../../support/gateway.js";
import { startRecordingServer } from "../../support/recording-server.js";
import { testContext, testRuntime } from "../../support/runtime.js";
import { testProvider } from "../conformance.js";

const arn = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/none";

const fromEnvironment = (environment: Environment) => flinkSources({ environment, declared: null });

describe("conformance", () => {
  testProvider({
    key: "flink",
    emulator: "flink",
    listOperation: "ListApplications",
    windowCount: 6,
    unknownId: `flink:${arn}`,
    malformedIds: ["flink:", "flink:nonsense", `datadog:${arn}`],
    item: "orders-enrichment",
    itemOperation: "DescribeApplication",
  });
});

describe("configuration", () => {
  test("prefers AWS_REGIONS to AWS_REGION and creates one source per region", () => {
    const { sources, faults } = fromEnvironment({
      AWS_REGIONS: "eu-west-1, us-gov-west-1,eu-west-1",
      AWS_REGION: "us-east-1",
    });
    expect(faults).toEqual([]);
    expect(sources.map(({ id, region }) => [id, region])).toEqual([
      ["aws-eu-west-1", "eu-west-1"],
      ["aws-us-gov-west-1", "us-gov-west-1"],
    ]);
    expect(sources[0]).not.toHaveProperty("endpoint");
    expect(sources[0]).not.toHaveProperty("credentials");
  });

  test("reports all errors at once", () => {
    const { faults } = fromEnvironment({
      AWS_REGIONS: "europe,eu-west-1",
      AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: "nowhere",
      AWS_MAX_ATTEMPTS: "many",
    });
    expect(faults.map(({ key, message }) => `${key} ${message}`)).toEqual([
      "AWS_REGIONS entry 1 is not an AWS region such as eu-central-1.",
      "AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2 must be a URL such as https://host:port, without a user name, a password, a query, a fragment or //.",
      "AWS_MAX_ATTEMPTS must be a whole number from 1 to 9.",
    ]);
  });

  test.each(["localhost:4101", "ftp://host", "http://name:secret@host"])(
    "rejects the endpoint %s",
    (endpoint) => {
      const { faults } = fromEnvironment({
        AWS_REGION: "eu-west-1",
        AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2: endpoint,
      });
      expect(faults).toHaveLength(1);
      expect(JSON.stringify(faults)).not.toContain("secret");
    },
  );

  test("ignores AWS_REGIONS if it contains no region", () => {
    const { sources } = fromEnvironment({ AWS_REGIONS: " , ", AWS_REGION: "eu-west-1" });
    expect(sources.map(({ region }) => region)).toEqual(["eu-west-1"]);
  });

  test("prefers a profile to keys, like the SDK", () => {
    const keys = {
      AWS_REGION: "eu-west-1",
      AWS_ACCESS_KEY_ID: "a",
      AWS_SECRET_ACCESS_KEY: "b",
      AWS_SESSION_TOKEN: "c",
    };
    expect(fromEnvironment(keys).sources[0]?.credentials).toEqual({
      accessKeyId: "a",
      secretAccessKey: "b",
      sessionToken: "c",
    });
    expect(fromEnvironment({ ...keys, AWS_PROFILE: "p" }).sources[0]).not.toHaveProperty("credentials");
  });
});

describe("parsing an ARN", () => {
  test.each([
    ["arn:aws:kinesisanalytics:eu-central-1:123456789012:application/a.b_c-d", "a.b_c-d"],
    ["arn:aws-us-gov:kinesisanalytics:us-gov-west-1:123456789012:application/x", "x"],
    ["arn:aws:kinesisanalytics:eu-central-1:123456789012:application/", null],
    ["arn:aws:kinesisanalytics:eu-central-1:1234:application/x", null],
    ["arn:aws:kinesis:eu-central-1:123456789012:application/x", null],
    ["arn:aws:kinesisanalytics:eu-central-1:123456789012:application/x\n", null],
    [`arn:aws:kinesisanalytics:eu-central-1:123456789012:application/${"x".repeat(129)}`, null],
  ])("%j returns the application name %j", (text, name) => {
    expect(parseApplicationArn(text)?.applicationName ?? null).toBe(name);
  });
});

describe("calls", () => {
  afterEach(() => void vi.unstubAllEnvs());

  test("run concurrently up to the limit of the source", async () => {
    const names = Array.from({ length: 20 }, (_, index) => `application-${index}`);
    const server = await startRecordingServer(({ headers, body }) => {
      if (String(headers["x-amz-target"]).endsWith("ListApplications")) {
        return {
          ApplicationSummaries: names.map((name) => ({
            ApplicationARN: arn.replace("/none", `/${name}`),
            ApplicationStatus: "RUNNING",
            ApplicationVersionId: 1,
          })),
        };
      }
      const { ApplicationName } = JSON.parse(body);
      return {
        ApplicationDetail: {
          ApplicationARN: arn.replace("/none", `/${ApplicationName}`),
          ApplicationName,
          RuntimeEnvironment: "FLINK-1_20",
          ApplicationStatus: "RUNNING",
          ApplicationVersionId: 1,
        },
      };
    }, 5);
    try {
      const connection = connectFlink(
        [
          {
            id: "aws",
            region: "eu-central-1",
            endpoint: server.url,
            credentials: { accessKeyId: "a", secretAccessKey: "b" },
            concurrency: 3,
            resilience: {},
            describeMaxAgeMs: 0,
            credentialsTimeoutMs: 60_000,
            freshness: {},
          },
        ],
        testRuntime(),
      );
      await connection.datasource(testContext()).listWindows("aws");
      expect(server.requests).toHaveLength(21);
      expect(server.mostAtOnce()).toBe(3);
    } finally {
      await server.close();
    }
  });

  test("are retried up to AWS_MAX_ATTEMPTS if they are reads", async () => {
    const gateway = await startTestGateway({ AWS_MAX_ATTEMPTS: "2" });
    try {
      await gateway.flink.fault("DescribeApplication", { status: 503 }, 1);
      const existing = arn.replace("/none", "/orders-enrichment");
      const { data, errors } = await gateway.query(`{ flinkApplication(arn: "${existing}") { name } }`);
      expect(errors).toBeUndefined();
      expect(data.flinkApplication.name).toBe("orders-enrichment");
      expect(await gateway.flink.counts()).toEqual({ DescribeApplication: 2 });
    } finally {
      await gateway.stop();
    }
  });

  test("are not retried by the SDK if they are writes, so that no retry hides a lost response", async () => {
    const gateway = await startTestGateway({ AWS_MAX_ATTEMPTS: "9" });
    try {
      await gateway.flink.fault("UpdateApplicationMaintenanceConfiguration", {
        reset: true,
        carriedOut: true,
      });
      const existing = arn.replace("/none", "/orders-enrichment");
      const { data } = await gateway.query(
        `mutation { result: updateFlinkMaintenanceWindow(input: { id: "${existing}", startTime: "01:00" }) { ... on UpstreamError { failure outcomeUnknown } } }`,
      );
      expect(data.result).toEqual({ failure: "UNREACHABLE", outcomeUnknown: true });
      expect(await gateway.flink.counts()).toMatchObject({ UpdateApplicationMaintenanceConfiguration: 3 });
    } finally {
      await gateway.stop();
    }
  });

  test("fail as UNAUTHENTICATED without credentials and send nothing", async () => {
    for (const key of [
      "AWS_ACCESS_KEY_ID",
      "AWS_SECRET_ACCESS_KEY",
      "AWS_PROFILE",
      "AWS_WEB_IDENTITY_TOKEN_FILE",
    ]) {
      vi.stubEnv(key, undefined);
    }
    vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
    vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/dev/null");
    vi.stubEnv("AWS_CONFIG_FILE", "/dev/null");
    const emulators = await startTestEmulators(() => now);
    try {
      const connection = connectFlink(
        [
          {
            id: "aws",
            region: "eu-central-1",
            endpoint: emulators.flink.url,
            concurrency: 1,
            resilience: {},
            describeMaxAgeMs: 0,
            credentialsTimeoutMs: 60_000,
            freshness: {},
          },
        ],
        testRuntime(),
      );
      const datasource = connection.datasource(testContext());
      await expect(datasource.listWindows("aws")).rejects.toMatchObject({
        failure: {
          kind: "AccessError",
          code: "UNAUTHENTICATED",
          providerCode: "CredentialsProviderError",
          retryable: false,
        },
      });
      expect(await emulators.flink.counts()).toEqual({});
    } finally {
      await emulators.close();
    }
  });
});
