import type { SourceEvent, WindowEvent } from "../../src/domain/events/maintenance-event.js";
import type { MaintenanceSource } from "../../src/domain/sources.js";
import type { ScheduledWindow } from "../../src/domain/windows/scheduled-window.js";

/** The time of the events in these tests. */
export const at = new Date("2026-11-22T12:00:00.000Z");

/** A window that people announced, open for two hours from noon. */
export const upgrade: ScheduledWindow = {
  kind: "DatadogMaintenanceWindow",
  id: "datadog:datadog:1",
  provider: "DATADOG",
  sourceId: "datadog",
  title: "Orders database upgrade",
  searchTexts: ["service:orders-db"],
  applicationNames: [],
  scheduledCertainty: "DECLARED",
  isUnderway: false,
  schedule: { recurrence: "NONE", startsAt: at, endsAt: new Date("2026-11-22T14:00:00.000Z") },
  accountId: null,
  applicationStatus: null,
  createdById: null,
  consoleUrl: "https://app.datadoghq.com/cases?query=orders&page=1",
  revision: "r1",
};

/** A daily window of an application whose maintenance is under way. */
export const daily: ScheduledWindow = {
  ...upgrade,
  kind: "FlinkMaintenanceWindow",
  id: "flink:arn:1",
  provider: "AWS_FLINK",
  sourceId: "aws",
  title: "orders-enrichment",
  scheduledCertainty: "POSSIBLE",
  isUnderway: true,
  schedule: { recurrence: "DAILY", startTime: "22:00", endTime: "06:00" },
  consoleUrl: null,
};

export const source: MaintenanceSource = {
  kind: "MaintenanceSource",
  id: "datadog",
  provider: "DATADOG",
  region: null,
  accountId: null,
  site: "datadoghq.com",
  capabilities: { create: true, update: true, delete: true, history: false },
  certainties: ["DECLARED"],
  hasApplications: false,
  hasCreators: true,
  hasDailyWindows: false,
};

export function windowEvent(
  type: WindowEvent["type"],
  window: ScheduledWindow = upgrade,
  previous: ScheduledWindow | null = window,
): WindowEvent {
  return { kind: "MaintenanceWindowEvent", type, at, window, previous, changedBy: null };
}

export function sourceEvent(
  previousState: SourceEvent["previousState"],
  state: SourceEvent["state"],
): SourceEvent {
  const error = {
    kind: "UpstreamError",
    failure: "TIMEOUT",
    code: "DEADLINE_EXCEEDED",
    message: "The provider did not answer in time.",
    provider: "DATADOG",
    providerCode: null,
    requestId: null,
    retryable: true,
    outcomeUnknown: false,
    retryAfterSeconds: null,
  };
  const isFailed = state === "STALE" || state === "FAILED";
  return {
    kind: "MaintenanceSourceEvent",
    type: "SOURCE_CHANGED",
    at,
    source,
    state,
    previousState,
    // Safe cast: the members that differ between failures do not matter here.
    error: isFailed ? (error as unknown as SourceEvent["error"]) : null,
  };
}
