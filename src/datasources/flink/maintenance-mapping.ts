import type {
  ApplicationOperationInfo,
  ApplicationOperationInfoDetails,
} from "@aws-sdk/client-kinesis-analytics-v2";
import { safeTokenOrNull } from "../../domain/failures/upstream-call-failure.js";
import { durationBetween } from "../../domain/time/durations.js";
import { MalformedResponseError } from "../../upstream/malformed-response-error.js";
import { requireScreenedText } from "../../upstream/provider-text.js";
import { informational, requireInteger, requireString } from "../../upstream/response-members.js";
import type { ApplicationArn } from "./arn.js";
import { instant } from "./mapping.js";
import type { FlinkMaintenanceRun, FlinkMaintenanceRunDetails } from "./model.js";
import { operationStatuses } from "./model.js";

/** AWS's name for maintenance operations (Developer Guide, "Maintenance tasks for Managed Service for Apache Flink"). */
export const maintenanceOperation = "ApplicationMaintenance";

/** Converts AWS's description of a maintenance run, finished or in progress. */
export function toMaintenanceRun(
  info: ApplicationOperationInfo,
  application: ApplicationArn,
  sourceId: string,
): FlinkMaintenanceRun {
  const startedAt = instant(info.StartTime, "StartTime");
  const status = operationStatuses.find((known) => known === info.OperationStatus) ?? "UNKNOWN";
  const end = status === "IN_PROGRESS" ? null : informational(instant, info.EndTime);
  // AWS's model requires an end time even for operations that have not ended.
  const endedAt = end !== null && end >= startedAt ? end : null;
  return {
    sourceId,
    application,
    operationId: requireString(info.OperationId, "OperationId"),
    startedAt,
    endedAt,
    status,
    duration: endedAt && durationBetween(startedAt, endedAt),
  };
}

/** Converts the details of a maintenance run. All of them are only shown, so one that is malformed is null. */
export function toMaintenanceRunDetails(
  details: ApplicationOperationInfoDetails | undefined,
): FlinkMaintenanceRunDetails {
  if (typeof details !== "object" || details === null) {
    throw new MalformedResponseError("ApplicationOperationInfoDetails is missing");
  }
  // AWS always sends the operation, but stand-ins may leave it out.
  if ((details.Operation ?? maintenanceOperation) !== maintenanceOperation) {
    throw new MalformedResponseError("the response describes another operation");
  }
  const { OperationFailureDetails: failure, ApplicationVersionChangeDetails: versions } = details;
  return {
    failureMessage: informational(requireScreenedText, failure?.ErrorInfo?.ErrorString) || null,
    rollbackOperationId: safeTokenOrNull(informational(requireString, failure?.RollbackOperationId)),
    versionIdBefore: informational(requireInteger, versions?.ApplicationVersionUpdatedFrom),
    versionIdAfter: informational(requireInteger, versions?.ApplicationVersionUpdatedTo),
  };
}
