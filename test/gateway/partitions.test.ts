import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { mutate } from "../support/mutations.js";
import { sourceHealth } from "../support/source-states.js";

const partitions = [
  ["eu-west-1", "aws"],
  ["us-gov-west-1", "aws-us-gov"],
  ["us-gov-east-1", "aws-us-gov"],
  ["cn-north-1", "aws-cn"],
  ["cn-northwest-1", "aws-cn"],
  ["us-iso-east-1", "aws-iso"],
  ["us-isob-east-1", "aws-iso-b"],
  ["eu-isoe-west-1", "aws-iso-e"],
  ["us-isof-south-1", "aws-iso-f"],
  ["eusc-de-east-1", "aws-eusc"],
] as const;

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({ AWS_REGIONS: partitions.map(([region]) => region).join(",") });
  // Each region gets one application: load-00001, load-00002 and so on.
  for (const [region] of partitions) await gateway.flink.seed({ applications: 1, region });
});
afterAll(() => gateway.stop());

test("an ARN with the partition of another region is not found, and does not make the source unhealthy", async () => {
  const region = "eu-central-1";
  const unhealthy = await startTestGateway({ AWS_REGIONS: region, UPSTREAM_BREAKER_FAILURES: "3" });
  const arnIn = (partition: string) =>
    `arn:${partition}:kinesisanalytics:${region}:123456789012:application/orders-enrichment`;
  try {
    await unhealthy.query("{ maintenanceWindows { totalCount } }");
    for (const partition of ["aws-x", "aws-y", "aws-z", "aws-iso"])
      expect(await unhealthy.query(`{ flinkApplication(arn: "${arnIn(partition)}") { arn } }`)).toEqual({
        data: { flinkApplication: null },
      });
    expect((await sourceHealth(unhealthy)).get(`aws-${region}`)).toMatchObject({ circuit: "CLOSED" });
  } finally {
    await unhealthy.stop();
  }
});

test.each(partitions.map(([region, partition], index) => [region, partition, index] as const))(
  "an application in %s has an ARN in the partition %s, by which its window is read and moved",
  async (region, partition, index) => {
    const name = `load-${String(index + 1).padStart(5, "0")}`;
    const arn = `arn:${partition}:kinesisanalytics:${region}:123456789012:application/${name}`;
    const { data, errors } = await gateway.query(
      `{
        maintenanceWindows(filter: { sources: ["aws-${region}"] }) {
          nodes { ... on FlinkMaintenanceWindow { id application { arn } } }
          sources { state }
        }
        flinkApplication(arn: "${arn}") { arn maintenanceHistory { status } }
      }`,
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      maintenanceWindows: {
        nodes: [{ id: `flink:${arn}`, application: { arn } }],
        sources: [{ state: "OK" }],
      },
      flinkApplication: { arn, maintenanceHistory: [] },
    });
    const moved = await mutate(gateway, "updateFlinkMaintenanceWindow", {
      id: `flink:${arn}`,
      startTime: "23:00",
    });
    expect(moved).toMatchObject({ outcome: "UPDATED", window: { id: `flink:${arn}`, startTime: "23:00" } });
    const wrongPartition = arn.replace(`:${partition}:`, partition === "aws" ? ":aws-cn:" : ":aws:");
    const both = `{ wrong: flinkApplication(arn: "${wrongPartition}") { arn } right: flinkApplication(arn: "${arn}") { arn } }`;
    expect(await gateway.query(both)).toEqual({ data: { wrong: null, right: { arn } } });
    expect(
      await mutate(gateway, "updateFlinkMaintenanceWindow", { id: wrongPartition, startTime: "01:00" }),
    ).toMatchObject({ __typename: "NotFoundError" });
  },
);
