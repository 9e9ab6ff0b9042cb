import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { partitionOf, regionsOfPartitions } from "../../../src/datasources/flink/regions.js";
import { flinkSources } from "../../../src/datasources/flink/settings.js";
import { readSharedProfiles } from "../../../src/datasources/flink/shared-profiles.js";
import type { ConfigurationFault } from "../../../src/settings/configuration-fault.js";
import type { Environment } from "../../../src/settings/environment.js";

const folder = mkdtempSync(join(tmpdir(), "maintenance-gateway-"));
const fileWith = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const files = {
  AWS_CONFIG_FILE: fileWith(
    "config",
    "[default]\nregion = us-west-2\nuse_fips_endpoint = true\n[profile work]\nregion = eu-west-1\n[profile bare]\noutput = json\n[profile odd]\nregion = europe\n[profile fips]\nuse_fips_endpoint = true\nregion = us-east-1\n",
  ),
  AWS_SHARED_CREDENTIALS_FILE: fileWith(
    "credentials",
    "[other]\nregion = ap-south-1\naws_access_key_id = a\n",
  ),
};

async function read(environment: Environment, declared: readonly Record<string, unknown>[] | null = null) {
  const given = {
    environment: { ...files, ...environment },
    declared:
      declared?.map((settings, index) => ({
        path: `sources[${index}]`,
        index,
        settings: { id: `s${index}`, provider: "AWS_FLINK", ...settings },
      })) ?? null,
  };
  const {
    sources,
    faults,
    warnings,
    origin,
    possibleFaults = [],
  } = flinkSources(given, await readSharedProfiles(given));
  const lines = (reports: readonly ConfigurationFault[]) =>
    reports.map(({ key, message }) => `${key} ${message}`);
  return { sources, origin, faults: lines([...faults, ...possibleFaults]), warnings: lines(warnings) };
}

describe("regions", () => {
  test.each([
    [
      { AWS_REGIONS: "eu-west-2", AWS_REGION: "eu-west-2", AWS_DEFAULT_REGION: "us-east-1" },
      "eu-west-2",
      undefined,
    ],
    [
      { AWS_REGION: "eu-west-3", AWS_DEFAULT_REGION: "us-east-1", AWS_PROFILE: "work" },
      "eu-west-3",
      undefined,
    ],
    [{ AWS_DEFAULT_REGION: "us-east-1" }, "us-east-1", "the region in AWS_DEFAULT_REGION"],
    [{ AWS_PROFILE: "work" }, "eu-west-1", "the region of the profile in AWS_PROFILE"],
    [{ AWS_PROFILE: "other" }, "ap-south-1", "the region of the profile in AWS_PROFILE"],
    [{ AWS_PROFILE: "default" }, "us-west-2", "the region of the profile in AWS_PROFILE"],
    [
      { AWS_REGIONS: " ", AWS_REGION: "", AWS_PROFILE: " work " },
      "eu-west-1",
      "the region of the profile in AWS_PROFILE",
    ],
  ])("%j", async (environment, region, origin) => {
    const result = await read(environment);
    expect(result).toMatchObject({ faults: [], warnings: [] });
    expect(result.sources.map((source) => source.region)).toEqual([region]);
    expect(result.origin).toBe(origin);
  });

  test("the region of the default profile is not used without AWS_PROFILE", async () => {
    expect(await read({})).toMatchObject({ sources: [], faults: [], warnings: [] });
  });

  const nowhere = `names the profile nowhere, which is in neither ${files.AWS_CONFIG_FILE} nor ${files.AWS_SHARED_CREDENTIALS_FILE}.`;
  test.each([
    [{ AWS_PROFILE: "nowhere" }, `AWS_PROFILE ${nowhere}`],
    [{ AWS_PROFILE: "nowhere", AWS_REGION: "eu-west-1" }, `AWS_PROFILE ${nowhere}`],
    [
      { AWS_PROFILE: "wrok" },
      expect.stringMatching(/^AWS_PROFILE names the profile wrok, .* Did you mean work\?$/),
    ],
    [
      { AWS_PROFILE: "odd" },
      "AWS_PROFILE names a profile with a region that is not an AWS region such as eu-central-1.",
    ],
    [{ AWS_REGION: "eu-central-1a" }, expect.stringContaining("Did you mean eu-central-1?")],
    [{ AWS_REGION: "EU_CENTRAL_1" }, expect.stringContaining("Did you mean eu-central-1?")],
    [
      { AWS_DEFAULT_REGION: "europe" },
      "AWS_DEFAULT_REGION entry 1 is not an AWS region such as eu-central-1.",
    ],
  ])("%j is rejected", async (environment, fault) => {
    const { faults, warnings } = await read(environment);
    expect([faults, warnings]).toEqual([[fault], []]);
  });

  test("a long name of a profile, which may be a key, is not printed", async () => {
    const { faults } = await read({ AWS_PROFILE: "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY" });
    expect(faults).toEqual([expect.stringContaining("AWS_PROFILE names a profile, which is in neither")]);
  });

  test.each([
    [{ AWS_PROFILE: "bare" }, "AWS_PROFILE names a profile without a region, and no variable names one"],
    [{ AWS_ACCESS_KEY_ID: "a" }, "AWS_ACCESS_KEY_ID is set, but no variable names a region"],
    [
      { AWS_REGIONS: "eu-west-1", AWS_REGION: "eu-west-2" },
      "AWS_REGION names a region that AWS_REGIONS lacks.",
    ],
    [
      { AWS_DEFAULT_REGION: "us-east-1", AWS_PROFILE: "work" },
      "AWS_DEFAULT_REGION takes precedence over the region",
    ],
    [
      { AWS_REGION: "eu-centrl-1" },
      "AWS_REGION names eu-centrl-1, which is not a region that this version of the gateway knows. Did you mean eu-central-1?",
    ],
    [{ AWS_REGION: "xx-north-1" }, "AWS_REGION names xx-north-1, which is not a region that this version"],
    [
      { AWS_REGION: "eu-west-1", AWS_PROFILE: "work", AWS_ACCESS_KEY_ID: "a" },
      "AWS_ACCESS_KEY_ID has no effect, because AWS_PROFILE takes precedence.",
    ],
  ])("%j gets a warning", async (environment, warning) => {
    const { faults, warnings } = await read(environment);
    expect([faults, warnings]).toEqual([[], [expect.stringContaining(warning)]]);
  });

  test("a new region may be behind an endpoint of its own", async () => {
    const environment = { AWS_REGION: "xx-north-1", AWS_ENDPOINT_URL: "http://127.0.0.1:4566" };
    expect(await read(environment)).toMatchObject({ faults: [], warnings: [] });
  });

  test("the known regions are those of the AWS SDK", async () => {
    const path =
      "../../../node_modules/@aws-sdk/core/dist-es/submodules/client/util-endpoints/lib/aws/partitions.js";
    const { partitionsInfo } = await import(path);
    const ofSdk = partitionsInfo.partitions.map(({ id, regions }: { id: string; regions: object }) => [
      id,
      Object.keys(regions)
        .filter((region) => !region.endsWith("-global"))
        .toSorted(),
    ]);
    const ours = Object.entries(regionsOfPartitions).map(([id, regions]) => [id, regions.toSorted()]);
    expect(ours).toEqual(ofSdk);
    expect(["us-gov-west-1", "cn-north-1", "eu-west-1", "zz-west-1"].map(partitionOf)).toEqual([
      ...["aws-us-gov", "aws-cn", "aws"],
      null,
    ]);
  });
});

describe("sources in the configuration file", () => {
  test("use a profile that exists", async () => {
    const region = "eu-west-1";
    const environment = { AWS_PROFILE: "gone" };
    expect((await read({}, [{ region, profile: "work" }])).faults).toEqual([]);
    expect((await read(environment, [{ region, profile: "work" }])).faults).toEqual([]);
    expect((await read({}, [{ region, profile: "wrk" }])).faults).toEqual([
      expect.stringMatching(/^sources\[0\]\.profile names the profile wrk, .* Did you mean work\?$/),
    ]);
    expect((await read(environment, [{ region }])).faults).toEqual([
      expect.stringContaining("AWS_PROFILE names the profile gone"),
    ]);
    expect(await read(environment, [])).toMatchObject({ faults: [], warnings: [] });
  });

  test.each([
    ["eu-west-1", "aws-us-gov", "arn:aws:"],
    ["us-gov-west-1", "aws", "arn:aws-us-gov:"],
    ["cn-north-1", "aws", "arn:aws-cn:"],
  ])("in %s cannot assume a role in partition %s", async (region, partition, expected) => {
    const roleArn = `arn:${partition}:iam::123456789012:role/maintenance`;
    expect((await read({}, [{ region, roleArn }])).faults).toEqual([
      `sources[0].roleArn is in another partition than region, whose roles begin with ${expected}. Correct one of them.`,
    ]);
  });

  test("make AWS_REGIONS useless", async () => {
    expect((await read({ AWS_REGIONS: "eu-west-1" }, [{ region: "eu-west-2" }])).warnings).toEqual([
      "AWS_REGIONS has no effect, because the configuration file lists the sources. Remove it.",
    ]);
  });
});

describe("static credentials", () => {
  const id = "ASIAIOSFODNN7EXAMPLE";
  test.each([
    [
      { AWS_ACCESS_KEY_ID: "a" },
      "AWS_SECRET_ACCESS_KEY is missing, but AWS_ACCESS_KEY_ID is set. Set both or neither.",
    ],
    [
      { AWS_SECRET_ACCESS_KEY: "a" },
      "AWS_ACCESS_KEY_ID is missing, but AWS_SECRET_ACCESS_KEY is set. Set both or neither.",
    ],
    [
      { AWS_SESSION_TOKEN: "a" },
      "AWS_SESSION_TOKEN has no effect without AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY. Set them, or remove it.",
    ],
    [
      { AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: id },
      "AWS_SECRET_ACCESS_KEY must be the secret key, not an access key id.",
    ],
    [
      { AWS_WEB_IDENTITY_TOKEN_FILE: "/nowhere" },
      "AWS_WEB_IDENTITY_TOKEN_FILE names a file that cannot be read.",
    ],
    [
      { AWS_WEB_IDENTITY_TOKEN_FILE: files.AWS_CONFIG_FILE },
      "AWS_ROLE_ARN is missing, but AWS_WEB_IDENTITY_TOKEN_FILE is set. Set both or neither.",
    ],
    [
      { AWS_ROLE_ARN: "role" },
      "AWS_ROLE_ARN must be the ARN of a role, such as arn:aws:iam::123456789012:role/maintenance.",
    ],
    [
      { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: "a" },
      "AWS_SESSION_TOKEN is missing, but AWS_ACCESS_KEY_ID is a temporary key, which requires it.",
    ],
  ])("%j cannot work", async (environment, fault) => {
    expect((await read({ AWS_REGION: "eu-west-1", ...environment })).faults).toEqual([fault]);
  });
});

describe("endpoints", () => {
  const flink = "AWS_ENDPOINT_URL_KINESIS_ANALYTICS_V2";
  const own = "https://vpce-1.kinesisanalytics.us-east-1.vpce.amazonaws.com";

  test("the most specific variable applies", async () => {
    const endpointsOf = async (environment: Environment) => {
      const [source] = (await read({ AWS_REGION: "eu-west-1", ...environment })).sources;
      return [source?.endpoint, source?.stsEndpoint];
    };
    const general = { AWS_ENDPOINT_URL: "https://general/" };
    expect(await endpointsOf(general)).toEqual(["https://general", "https://general"]);
    expect(await endpointsOf({ ...general, [flink]: own })).toEqual([own, "https://general"]);
    expect(await endpointsOf({ ...general, AWS_ENDPOINT_URL_STS: own })).toEqual(["https://general", own]);
  });

  test("AWS_IGNORE_CONFIGURED_ENDPOINT_URLS ignores variables, with a warning, but not the file", async () => {
    const environment = { AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true", [flink]: own, AWS_ENDPOINT_URL: own };
    const ignored = "has no effect, because AWS_IGNORE_CONFIGURED_ENDPOINT_URLS is true. Remove one of them.";
    const { sources, faults, warnings } = await read({ AWS_REGION: "eu-west-1", ...environment });
    expect(sources[0]).not.toHaveProperty("endpoint");
    expect([faults, warnings]).toEqual([[], [`${flink} ${ignored}`, `AWS_ENDPOINT_URL ${ignored}`]]);
    const file = await read(environment, [{ region: "eu-west-1", endpoint: own }]);
    expect(file.sources[0]?.endpoint).toBe(own);
  });

  test.each(["AWS_USE_FIPS_ENDPOINT", "AWS_USE_DUALSTACK_ENDPOINT"])(
    "%s rejects endpoints of another kind, wherever they are set",
    async (variable) => {
      const kind = variable.includes("FIPS") ? "FIPS" : "dual-stack";
      const region = "us-east-1";
      const on = { [variable]: "true", AWS_REGION: region, AWS_PROFILE: "work" };
      const fault = (at: string) => [
        expect.stringContaining(
          `${variable} is true, but ${at} is not a ${kind} endpoint. Set ${at} to one, such as https://`,
        ),
      ];
      expect((await read({ ...on, [flink]: own })).faults).toEqual(fault(flink));
      expect((await read({ ...on, AWS_ENDPOINT_URL: own })).faults).toEqual(fault("AWS_ENDPOINT_URL"));
      expect((await read(on, [{ region }, { region, endpoint: own }])).faults).toEqual(
        fault("sources[1].endpoint"),
      );
      expect((await read(on)).faults).toEqual([]);
      expect((await read({ ...on, [variable]: "false", [flink]: own })).faults).toEqual([]);
      expect((await read({ ...on, AWS_ENDPOINT_URL_STS: own })).faults).toEqual([
        `${variable} is true, but cannot be combined with AWS_ENDPOINT_URL_STS. Remove one of them.`,
      ]);
      expect((await read({ ...on, [variable]: "yes" })).faults).toEqual([
        `${variable} must be true or false.`,
      ]);
    },
  );

  test.each([
    ["AWS_USE_FIPS_ENDPOINT", "https://kinesisanalytics-fips.us-east-1.amazonaws.com"],
    ["AWS_USE_FIPS_ENDPOINT", "https://vpce-1.kinesisanalytics-fips.us-east-1.vpce.amazonaws.com"],
    ["AWS_USE_DUALSTACK_ENDPOINT", "https://kinesisanalytics.us-east-1.api.aws"],
    ["AWS_USE_DUALSTACK_ENDPOINT", "https://kinesisanalytics.cn-north-1.api.amazonwebservices.com.cn"],
  ])("%s accepts %s", async (variable, endpoint) => {
    const environment = {
      AWS_REGION: "us-east-1",
      [variable]: "true",
      [flink]: endpoint,
      AWS_PROFILE: "work",
    };
    expect((await read(environment)).faults).toEqual([]);
  });

  test.each([
    ["in AWS_PROFILE", { AWS_PROFILE: "fips" }],
    ["that applies by default", { AWS_REGION: "us-east-1" }],
  ])("the profile %s can demand FIPS, too", async (_name, environment) => {
    expect((await read({ ...environment, [flink]: own })).faults).toEqual([
      expect.stringContaining(
        `AWS_PROFILE names a profile (by default, the profile default) in which use_fips_endpoint is true, but ${flink} is not a FIPS endpoint.`,
      ),
    ]);
    expect((await read({ ...environment, [flink]: own, AWS_USE_FIPS_ENDPOINT: "false" })).faults).toEqual([]);
  });

  test.each(["http://host:0", "http://host:65536", "https://host:0/"])(
    "%s has no usable port",
    async (url) => {
      for (const variable of [flink, "AWS_ENDPOINT_URL", "AWS_ENDPOINT_URL_STS"]) {
        expect((await read({ AWS_REGION: "eu-west-1", [variable]: url })).faults).toEqual([
          expect.stringContaining(`${variable} must be a URL such as https://host:port`),
        ]);
      }
    },
  );

  test("without TLS on another machine get a warning", async () => {
    const message = "has no TLS, so credentials and data cross the network unencrypted. Use https.";
    const endpoint = "http://10.0.0.1";
    const AWS_PROFILE = "work";
    expect((await read({ AWS_PROFILE, [flink]: endpoint, AWS_ENDPOINT_URL_STS: endpoint })).warnings).toEqual(
      [`${flink} ${message}`, `AWS_ENDPOINT_URL_STS ${message}`],
    );
    expect((await read({ AWS_PROFILE }, [{ region: "eu-west-1", endpoint }])).warnings).toEqual([
      `sources[0].endpoint ${message}`,
    ]);
    expect((await read({ AWS_PROFILE, [flink]: "http://localhost:4101" })).warnings).toEqual([]);
  });
});
