import type { ApplicationSummary } from "@aws-sdk/client-kinesis-analytics-v2";
import type { ItemProblem } from "../../upstream/item-errors.js";
import { MalformedResponseError } from "../../upstream/malformed-response-error.js";
import type { ApplicationArn } from "./arn.js";
import { arnOfSummary, toApplicationSummary } from "./mapping.js";
import type { ApplicationPage, FlinkApplicationSummary, UnreadableSummary } from "./model.js";

/** Converts the entries of a list one by one, so that one that cannot be read does not hide the others. */
export function readSummaries(
  summaries: readonly (ApplicationSummary | null)[],
  /** Throws if the application does not belong to the source. */
  requireOwn: (arn: ApplicationArn) => void,
  problemOf: (arn: ApplicationArn | null, error: MalformedResponseError) => ItemProblem,
): Pick<ApplicationPage, "applications" | "unreadable"> {
  const applications: FlinkApplicationSummary[] = [];
  const unreadable: UnreadableSummary[] = [];
  for (const summary of summaries) {
    let arn: ApplicationArn | null = null;
    try {
      const named = arnOfSummary(summary);
      requireOwn(named);
      arn = named;
      applications.push(toApplicationSummary(summary, arn));
    } catch (error) {
      if (!(error instanceof MalformedResponseError)) throw error;
      unreadable.push({ arn, ...problemOf(arn, error) });
    }
  }
  return { applications, unreadable };
}
