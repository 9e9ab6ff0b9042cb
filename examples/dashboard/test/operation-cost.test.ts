import type { DocumentNode } from "graphql";
import { print } from "graphql";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestGateway } from "../../../test/support/gateway.js";
import { startTestGateway } from "../../../test/support/gateway.js";
import { sourceFile } from "../../../test/support/gateway-config-file.js";
import { allOverlaps, windowQuery } from "../src/details/queries";
import { summaryVariables } from "../src/list/list-queries";
import { dailyHoursQuery, selectedQuery, summaryQuery, windowsQuery } from "../src/list/queries";
import { problemsQuery, verdictQuery } from "../src/overview/queries";
import { timelineHoursQuery, timelineQuery, timelineRunsQuery } from "../src/timeline/queries";

/** Fifty accounts with two regions each. */
const sources = Array.from({ length: 100 }, (_, index) => ({
  id: `aws-${index}`,
  provider: "AWS_FLINK",
  region: "eu-central-1",
  roleArn: `arn:aws:iam::${100_000_000_000 + index}:role/maintenance`,
  // Nothing listens there: the cost is checked before anything is read.
  endpoint: "http://127.0.0.1:9",
}));

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway(sourceFile(sources));
});
afterAll(() => gateway.stop());

const range = { from: "2026-11-22T00:00:00Z", to: "2026-12-22T00:00:00Z" };
const orderBy = { field: "TITLE", direction: "ASC" };
const summary = summaryVariables({ search: "", provider: null, source: [], status: "ALL" });

const cases: readonly (readonly [string, DocumentNode, Record<string, unknown>])[] = [
  ["Verdict", verdictQuery, {}],
  ["Summary", summaryQuery, summary],
  ["DailyHours", dailyHoursQuery, { filter: {} }],
  ["Windows", windowsQuery, { filter: {}, orderBy, first: 100 }],
  ["Selected", selectedQuery, { ids: [] }],
  ["Problems", problemsQuery, { sources: [] }],
  ["WindowDetails", windowQuery, { id: "flink:arn:aws:kinesisanalytics:x", overlaps: allOverlaps }],
  ["Timeline", timelineQuery, { ...range, announced: {}, underway: {} }],
  ["TimelineRuns", timelineRunsQuery, { underway: {} }],
  ["TimelineHours", timelineHoursQuery, { ...range, possible: {} }],
];

test.concurrent.each(cases)(
  "the query %s is small enough for a gateway with 100 sources",
  async (_name, document, variables) => {
    const { errors = [] } = await gateway.query(print(document), variables);
    const codes = errors.map(({ extensions }) => extensions.code);
    expect(codes).not.toContain("OPERATION_LIMIT_EXCEEDED");
  },
);
