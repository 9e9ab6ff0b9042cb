import type {
  ApplicationDetail,
  ApplicationMaintenanceConfigurationDescription,
  ApplicationOperationInfo,
  ApplicationSummary,
} from "@aws-sdk/client-kinesis-analytics-v2";
import { durationBetween } from "../../domain/time/durations.js";
import { isUtcTime, utcTimeAfter } from "../../domain/time/utc-times.js";
import { revisionOf } from "../../domain/windows/scheduled-window.js";
import { splitWindowId, windowId } from "../../domain/windows/window-ids.js";
import { MalformedResponseError } from "../../upstream/malformed-response-error.js";
import { optional, requireInstant, requireInteger, requireString } from "../../upstream/response-members.js";
import type { ApplicationArn } from "./arn.js";
import { parseApplicationArn } from "./arn.js";
import type {
  FlinkApplication,
  FlinkApplicationMode,
  FlinkApplicationStatus,
  FlinkApplicationSummary,
  FlinkMaintenanceRun,
  FlinkMaintenanceWindow,
  MaintenanceTimes,
} from "./model.js";
import { flinkApplicationModes, flinkApplicationStatuses, operationStatuses, providerName } from "./model.js";

/** AWS's description of an application in the gateway's terms. */
export function toApplication(detail: ApplicationDetail | undefined, sourceId: string): FlinkApplication {
  const arn = applicationArn(detail?.ApplicationARN);
  return {
    kind: "FlinkApplication",
    arn: arn.arn,
    sourceId,
    name: requireString(detail?.ApplicationName, "ApplicationName"),
    region: arn.region,
    accountId: arn.accountId,
    description: optional(requireString, detail?.ApplicationDescription, "ApplicationDescription"),
    status: toStatus(requireString(detail?.ApplicationStatus, "ApplicationStatus")),
    mode: toMode(optional(requireString, detail?.ApplicationMode, "ApplicationMode")),
    runtimeEnvironment: requireString(detail?.RuntimeEnvironment, "RuntimeEnvironment"),
    versionId: requireInteger(detail?.ApplicationVersionId, "ApplicationVersionId"),
    createdAt: optional(requireInstant, detail?.CreateTimestamp, "CreateTimestamp"),
    updatedAt: optional(requireInstant, detail?.LastUpdateTimestamp, "LastUpdateTimestamp"),
    maintenance: toMaintenanceTimes(detail?.ApplicationMaintenanceConfigurationDescription),
  };
}

export function toApplicationSummary(summary: ApplicationSummary | null): FlinkApplicationSummary {
  return {
    arn: applicationArn(summary?.ApplicationARN),
    status: toStatus(requireString(summary?.ApplicationStatus, "ApplicationStatus")),
    versionId: requireInteger(summary?.ApplicationVersionId, "ApplicationVersionId"),
  };
}

/** AWS's word for an operation that is maintenance (Developer Guide, "Maintenance tasks for Managed Service for Apache Flink"). */
export const maintenanceOperation = "ApplicationMaintenance";

/** AWS's description of a maintenance that it has carried out, or carries out now. */
export function toMaintenanceRun(info: ApplicationOperationInfo): FlinkMaintenanceRun {
  const startedAt = requireInstant(info.StartTime, "StartTime");
  const status = operationStatuses.find((known) => known === info.OperationStatus) ?? "UNKNOWN";
  const end = status === "IN_PROGRESS" ? null : optional(requireInstant, info.EndTime, "EndTime");
  // AWS's model asks for an end of those too that have none.
  const endedAt = end !== null && end >= startedAt ? end : null;
  return {
    operationId: requireString(info.OperationId, "OperationId"),
    startedAt,
    endedAt,
    status,
    duration: endedAt && durationBetween(startedAt, endedAt),
  };
}

/** The window of an application; null where AWS reports none. */
export function toWindow(application: FlinkApplication): FlinkMaintenanceWindow | null {
  const { maintenance } = application;
  return maintenance === null ? null : windowOf({ ...application, maintenance });
}

/** The window of an application that has one. */
export function windowOf(
  application: FlinkApplication & { readonly maintenance: MaintenanceTimes },
): FlinkMaintenanceWindow {
  const { arn, name, sourceId, maintenance } = application;
  return {
    kind: "FlinkMaintenanceWindow",
    id: toWindowId(arn),
    provider: providerName,
    sourceId,
    title: name,
    schedule: { recurrence: "DAILY", ...maintenance },
    revision: revisionOf(maintenance.startTime),
    searchTexts: [],
    ...maintenance,
    application,
  };
}

/** The eight hours from a start, past midnight where they must be. */
export function timesFrom(startTime: string): MaintenanceTimes {
  return { startTime, endTime: utcTimeAfter(startTime, windowHours * 60) };
}

/** AWS sets the length (Developer Guide, "Maintenance tasks for Managed Service for Apache Flink"). */
const windowHours = 8;

export function valuesAsTexts({ startTime, endTime }: FlinkMaintenanceWindow) {
  return { startTime, endTime };
}

export function toWindowId(arn: string): string {
  return windowId(windowIdPrefix, arn);
}

/** The ARN in a window's id; null where it is no id of a Flink window. */
export function arnInWindowId(id: string): string | null {
  const parts = splitWindowId(id);
  return parts?.providerKey === windowIdPrefix ? parts.rest : null;
}

const windowIdPrefix = "flink";

/** Null where the block is absent, as AWS leaves it out for applications without a window. */
export function toMaintenanceTimes(
  description: ApplicationMaintenanceConfigurationDescription | undefined,
): MaintenanceTimes | null {
  if (description === undefined || description === null) return null;
  return {
    startTime: utcTime(description.ApplicationMaintenanceWindowStartTime, "start"),
    endTime: utcTime(description.ApplicationMaintenanceWindowEndTime, "end"),
  };
}

function applicationArn(value: unknown): ApplicationArn {
  const arn = parseApplicationArn(requireString(value, "ApplicationARN"));
  if (arn === null) throw new MalformedResponseError("ApplicationARN is not an application's ARN");
  return arn;
}

/** A status newer than this program is UNKNOWN. */
function toStatus(status: string): FlinkApplicationStatus {
  return flinkApplicationStatuses.find((known) => known === status) ?? "UNKNOWN";
}

function toMode(mode: string | null): FlinkApplicationMode | null {
  if (mode === null) return null;
  return flinkApplicationModes.find((known) => known === mode) ?? "UNKNOWN";
}

function utcTime(value: unknown, which: string): string {
  const time = requireString(value, `the ${which} of the maintenance window`);
  if (!isUtcTime(time))
    throw new MalformedResponseError(`the ${which} of the maintenance window is not HH:MM`);
  return time;
}
