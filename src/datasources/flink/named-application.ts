import type { ApplicationArn } from "./arn.js";
import { parseApplicationArn } from "./arn.js";
import { partitionOf } from "./regions.js";

/** Stands for an account that is not known yet. */
export const unknownAccountId = "000000000000";

/** Returns the ARN of an application with this name; null if the name, the region or the account is malformed. */
export function arnOfName(region: string, accountId: string, name: string): ApplicationArn | null {
  const partition = partitionOf(region) ?? "aws";
  return parseApplicationArn(`arn:${partition}:kinesisanalytics:${region}:${accountId}:application/${name}`);
}
