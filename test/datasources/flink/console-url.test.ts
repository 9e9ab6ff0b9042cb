import { expect, test } from "vitest";
import { consoleUrlOf } from "../../../src/datasources/flink/console-url.js";
import { regionsOfPartitions } from "../../../src/datasources/flink/regions.js";

const start = "console/home?region=";
const urls: Readonly<Record<string, (region: string) => string | null>> = {
  aws: (region) =>
    `https://console.aws.amazon.com/managed-flink/home?region=${region}#/applications/dashboard`,
  "aws-cn": (region) => `https://console.amazonaws.cn/${start}${region}`,
  "aws-us-gov": (region) => `https://console.amazonaws-us-gov.com/${start}${region}`,
  "aws-eusc": (region) => `https://${region}.console.amazonaws-eusc.eu/${start}${region}`,
  "aws-iso": () => null,
  "aws-iso-b": () => null,
  "aws-iso-e": () => null,
  "aws-iso-f": () => null,
};

const arnIn = (partition: string, region: string) =>
  `arn:${partition}:kinesisanalytics:${region}:123456789012:application/orders`;
const regions = Object.entries(regionsOfPartitions).flatMap(([partition, names]) =>
  names.map((region) => [region, partition] as const),
);

test.each(regions)("links to the console of %s, in the partition %s, if it is known", (region, partition) => {
  expect(Object.keys(urls)).toContain(partition);
  expect(consoleUrlOf(arnIn(partition, region), region, undefined)).toBe(urls[partition]?.(region));
});

test("knows no console of a partition that AWS adds later", () => {
  for (const partition of ["aws-new", "constructor"])
    expect(consoleUrlOf(arnIn(partition, "xx-new-1"), "xx-new-1", undefined)).toBeNull();
});

test.each([
  ["https://kinesisanalytics-fips.us-east-1.amazonaws.com", true],
  ["https://kinesisanalytics.us-east-1.api.aws", true],
  ["http://emulator-1.us-east-1.elb.amazonaws.com", false],
  ["https://ec2-1-2-3-4.compute.amazonaws.com:4566", false],
  ["https://vpce-0a1-b2c.kinesisanalytics.us-east-1.vpce.amazonaws.com", true],
  ["http://127.0.0.1:4101", false],
  ["https://proxy.example.com", false],
  ["https://evilamazonaws.com", false],
  ["https://amazonaws.com.example.com", false],
])("behind the endpoint %s, an application is in the console: %s", (endpoint, isKnown) => {
  const url = consoleUrlOf(arnIn("aws", "us-east-1"), "us-east-1", endpoint);
  expect(url).toBe(isKnown ? urls.aws?.("us-east-1") : null);
});
