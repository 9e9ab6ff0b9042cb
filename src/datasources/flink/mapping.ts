import type {
  ApplicationDetail,
  ApplicationMaintenanceConfigurationDescription,
  ApplicationSummary,
} from "@aws-sdk/client-kinesis-analytics-v2";
import { isInstantText } from "../../domain/time/instants.js";
import { isUtcTime, utcTimeAfter } from "../../domain/time/utc-times.js";
import type { WindowTexts } from "../../domain/windows/scheduled-window.js";
import { revisionOf } from "../../domain/windows/scheduled-window.js";
import { splitWindowId, windowId } from "../../domain/windows/window-ids.js";
import { MalformedMemberError, MalformedResponseError } from "../../upstream/malformed-response-error.js";
import {
  informational,
  requireInstant,
  requireInteger,
  requireString,
} from "../../upstream/response-members.js";
import type { ApplicationArn } from "./arn.js";
import { parseApplicationArn } from "./arn.js";
import { consoleUrlOf } from "./console-url.js";
import type {
  FlinkApplication,
  FlinkApplicationMode,
  FlinkApplicationStatus,
  FlinkApplicationSummary,
  FlinkMaintenanceWindow,
  MaintenanceTimes,
} from "./model.js";
import { flinkApplicationModes, flinkApplicationStatuses, providerName } from "./model.js";
import type { FlinkSourceSettings } from "./source-settings.js";

/** Converts AWS's description of an application. */
export function toApplication(
  detail: ApplicationDetail | undefined,
  { id: sourceId, endpoint }: Pick<FlinkSourceSettings, "id" | "endpoint">,
): FlinkApplication {
  if (!detail) throw new MalformedResponseError("ApplicationDetail is missing");
  const arn = applicationArn(detail.ApplicationARN);
  // AWS always sends the name, but stand-ins leave it out. The ARN contains it.
  if ((detail.ApplicationName ?? arn.applicationName) !== arn.applicationName) {
    throw new MalformedResponseError("ApplicationName is not the name in ApplicationARN");
  }
  return {
    kind: "FlinkApplication",
    arn: arn.arn,
    sourceId,
    name: arn.applicationName,
    region: arn.region,
    accountId: arn.accountId,
    description: informational(requireString, detail.ApplicationDescription),
    status: toStatus(requireString(detail.ApplicationStatus, "ApplicationStatus")),
    mode: toMode(informational(requireString, detail.ApplicationMode)),
    runtimeEnvironment: requireString(detail.RuntimeEnvironment, "RuntimeEnvironment"),
    versionId: requireInteger(detail.ApplicationVersionId, "ApplicationVersionId"),
    createdAt: informational(instant, detail.CreateTimestamp),
    updatedAt: informational(instant, detail.LastUpdateTimestamp),
    maintenance: toMaintenanceTimes(detail.ApplicationMaintenanceConfigurationDescription),
    consoleUrl: consoleUrlOf(arn.arn, arn.region, endpoint),
  };
}

export function toApplicationSummary(
  summary: ApplicationSummary | null,
  arn: ApplicationArn,
): FlinkApplicationSummary {
  return {
    arn,
    status: toStatus(requireString(summary?.ApplicationStatus, "ApplicationStatus")),
    versionId: requireInteger(summary?.ApplicationVersionId, "ApplicationVersionId"),
  };
}

export function arnOfSummary(summary: ApplicationSummary | null): ApplicationArn {
  return applicationArn(summary?.ApplicationARN);
}

/** Returns the window of an application; null if AWS reports none. */
export function toWindow(application: FlinkApplication): FlinkMaintenanceWindow | null {
  const { maintenance } = application;
  return maintenance === null ? null : windowOf({ ...application, maintenance });
}

/** Returns the window of an application that has one. */
export function windowOf(
  application: FlinkApplication & { readonly maintenance: MaintenanceTimes },
): FlinkMaintenanceWindow {
  const { arn, name, sourceId, maintenance, consoleUrl } = application;
  return {
    kind: "FlinkMaintenanceWindow",
    id: toWindowId(arn),
    provider: providerName,
    ...textsOf(arn, name, sourceId),
    schedule: { recurrence: "DAILY", ...maintenance },
    // AWS chooses the days.
    scheduledCertainty: "POSSIBLE",
    isUnderway: isUnderway(application),
    revision: revisionOf(maintenance.startTime),
    accountId: application.accountId,
    applicationStatus: application.status,
    createdById: null,
    consoleUrl,
    ...maintenance,
    application,
  };
}

/** Returns what filters search in the window of an application. The ARN contains its region, account and name. */
export function textsOf(arn: string, name: string, sourceId: string): WindowTexts {
  return { sourceId, title: name, searchTexts: [arn], applicationNames: [name, arn] };
}

/** Whether AWS performs maintenance on the application now; null if its status is one that the gateway does not know. */
export function isUnderway({ status }: FlinkApplication): boolean | null {
  return status === "UNKNOWN" ? null : status === "MAINTENANCE";
}

/** Returns the eight-hour window from a start time. It may end after midnight. */
export function timesFrom(startTime: string): MaintenanceTimes {
  return { startTime, endTime: utcTimeAfter(startTime, windowHours * 60) };
}

/** The length of every window, which AWS sets (Developer Guide, "Maintenance tasks for Managed Service for Apache Flink"). */
const windowHours = 8;

export function valuesAsTexts({ startTime, endTime }: FlinkMaintenanceWindow) {
  return { startTime, endTime };
}

export function toWindowId(arn: string): string {
  return windowId(windowIdPrefix, arn);
}

/** Returns the ARN in a window's id; null if it is not the id of a Flink window. */
export function arnInWindowId(id: string): string | null {
  const parts = splitWindowId(id);
  return parts?.providerKey === windowIdPrefix ? parts.rest : null;
}

const windowIdPrefix = "flink";

/** Converts a window's times; null if AWS omits them, as it does for applications without a window. */
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
  if (arn === null) throw new MalformedMemberError("ApplicationARN is not the ARN of an application");
  return arn;
}

/** Converts an instant. If the SDK could not read the response, it is what AWS or a stand-in sent: epoch seconds or RFC 3339. */
export function instant(value: unknown, member: string): Date {
  if (typeof value === "number") return requireInstant(new Date(value * 1000), member);
  return requireInstant(typeof value === "string" && isInstantText(value) ? new Date(value) : value, member);
}

/** Converts a status; unrecognised statuses become UNKNOWN. */
function toStatus(status: string): FlinkApplicationStatus {
  return flinkApplicationStatuses.find((known) => known === status) ?? "UNKNOWN";
}

function toMode(mode: string | null): FlinkApplicationMode | null {
  if (mode === null) return null;
  return flinkApplicationModes.find((known) => known === mode) ?? "UNKNOWN";
}

function utcTime(value: unknown, which: string): string {
  const time = requireString(value, `the ${which} of the maintenance window`);
  if (!isUtcTime(time)) throw new MalformedMemberError(`the ${which} of the maintenance window is not HH:MM`);
  return time;
}
