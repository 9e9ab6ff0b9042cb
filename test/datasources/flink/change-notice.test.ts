import { expect, test } from "vitest";
import { readChangeNotice } from "../../../src/datasources/flink/change-notice.js";
import { moveEvent } from "../../support/notices.js";

const source = (id: string, region: string, accountId: string | null) => ({
  id,
  region,
  accountId: () => accountId,
});
const sources = [
  source("mine", "eu-central-1", "123456789012"),
  source("theirs", "eu-central-1", "210987654321"),
  source("unknown", "eu-central-1", null),
  source("elsewhere", "us-east-1", "123456789012"),
  source("government", "us-gov-west-1", "123456789012"),
];
const changesIn = (message: object) => readChangeNotice(message, sources);
const item = "arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders";

test("an event is about the sources in its region that have its account, or may have it", () => {
  expect(changesIn(moveEvent("orders"))).toEqual({
    changes: [
      { sourceId: "mine", item },
      { sourceId: "unknown", item },
    ],
  });
});

test("the ARN is in the partition of the region", () => {
  const name = "arn:aws-us-gov:kinesisanalytics:us-gov-west-1:123456789012:application/orders";
  expect(changesIn(moveEvent("orders", { region: "us-gov-west-1" }))).toEqual({
    changes: [{ sourceId: "government", item: name }],
  });
});

test.each([
  { source: "aws.kinesisanalytics" },
  { detail: null },
  { detail: { eventSource: "kinesis.amazonaws.com" } },
])("%j is not an event of this provider", (message) => {
  expect(changesIn(message)).toBeNull();
});
