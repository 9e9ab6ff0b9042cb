import type { CallDescription } from "../../upstream/source-failures.js";
import type { ApplicationArn } from "./arn.js";
import type { FlinkApplication } from "./model.js";

/** How messages and logs describe the calls to KinesisAnalyticsV2. */

export const listApplicationsCall = (sourceId: string, action = "list applications") =>
  ({
    action,
    operation: "ListApplications",
    access: "read",
    permission: "kinesisanalytics:ListApplications",
    resourceType: "MaintenanceSource",
    resourceId: sourceId,
  }) satisfies CallDescription;

/** Describes the reading of one entry of the list. Its ARN is null if it cannot be read. */
export const readSummaryCall = (sourceId: string, arn: ApplicationArn | null) =>
  ({
    ...listApplicationsCall(
      sourceId,
      `read ${arn?.applicationName ?? "an application"} in the list of applications`,
    ),
    ...(arn === null ? {} : { resourceType: "FlinkApplication", resourceId: arn.arn }),
  }) satisfies CallDescription;

export const describeApplicationCall = ({ arn, applicationName }: ApplicationArn) =>
  ({
    action: `describe application ${applicationName}`,
    operation: "DescribeApplication",
    access: "read",
    permission: "kinesisanalytics:DescribeApplication",
    resourceType: "FlinkApplication",
    resourceId: arn,
  }) satisfies CallDescription;

export const listMaintenanceCall = ({ arn, applicationName }: ApplicationArn) =>
  ({
    action: `list the maintenance history of application ${applicationName}`,
    operation: "ListApplicationOperations",
    access: "read",
    permission: "kinesisanalytics:ListApplicationOperations",
    lane: "history",
    resourceType: "FlinkApplication",
    resourceId: arn,
  }) satisfies CallDescription;

/** Does not name the run, because its id is text from AWS. The path of the error shows which run it is. */
export const describeMaintenanceCall = ({ arn, applicationName }: ApplicationArn) =>
  ({
    action: `describe a maintenance run of application ${applicationName}`,
    operation: "DescribeApplicationOperation",
    access: "read",
    permission: "kinesisanalytics:DescribeApplicationOperation",
    lane: "history",
    resourceType: "FlinkApplication",
    resourceId: arn,
  }) satisfies CallDescription;

export const updateWindowCall = ({ arn, name }: FlinkApplication) =>
  ({
    action: `move the maintenance window of application ${name}`,
    operation: "UpdateApplicationMaintenanceConfiguration",
    access: "write",
    permission: "kinesisanalytics:UpdateApplicationMaintenanceConfiguration",
    resourceType: "FlinkApplication",
    resourceId: arn,
  }) satisfies CallDescription;
