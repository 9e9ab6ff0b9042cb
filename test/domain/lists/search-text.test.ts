import { expect, test } from "vitest";
import { mentions, searchTextOf } from "../../../src/domain/lists/search-text.js";

const texts = {
  sourceId: "aws-prod",
  title: "Orders database – Zürich upgrade",
  searchTexts: ["arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders"],
  applicationNames: [],
};
const isFound = (search: string) => mentions(search, searchTextOf)?.(texts) ?? true;

test.each([
  "upgrade orders",
  "ORDERS\tDATABASE",
  "zurich",
  "Zu\u0308rich",
  "ZÜRICH upg",
  "eu-central-1 orders",
  "123456789012",
  "aws-prod application/orders",
  "  ",
  "orders orders orders",
  "data\u200bbase",
])("finds %j", (search) => {
  expect(isFound(search)).toBe(true);
});

test.each(["orders missing", "upgradearn", "aws-prodarn", "zürichs", "ordersdatabase"])(
  "does not find %j",
  (search) => {
    expect(isFound(search)).toBe(false);
  },
);
