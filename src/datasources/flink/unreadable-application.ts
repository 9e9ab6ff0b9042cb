import type { UnreadableEntry } from "../../cache/unreadable-entry.js";
import type { ItemProblem } from "../../upstream/item-errors.js";
import { problemOf } from "../../upstream/item-errors.js";
import type { ApplicationArn } from "./arn.js";
import type { FlinkClient } from "./client.js";
import { isUnderway, textsOf, toWindowId } from "./mapping.js";
import type { FlinkApplication } from "./model.js";

/** Returns an entry for an application that could not be read. Without an ARN, nothing is known of it. */
export function unreadableEntry(
  arn: ApplicationArn | null,
  problem: ItemProblem,
  sourceId: string,
): UnreadableEntry {
  if (arn === null) return { ...problem, key: null, id: null, texts: null };
  return {
    ...problem,
    key: arn.arn,
    id: toWindowId(arn.arn),
    texts: textsOf(arn.arn, arn.applicationName, sourceId),
  };
}

/**
 * Returns an entry for an application that AWS maintains, or may maintain, but that has no window. No window can show the maintenance, so
 * it must not look as if there were none.
 */
export function missingWindowOf(
  application: FlinkApplication,
  { noWindowError }: Pick<FlinkClient, "noWindowError">,
): UnreadableEntry | null {
  if (application.maintenance !== null || isUnderway(application) === false) return null;
  const { arn, region, accountId, name: applicationName } = application;
  const named = { arn, region, accountId, applicationName };
  return unreadableEntry(named, problemOf(noWindowError(named, application.status)), application.sourceId);
}
