import type {
  MaintenanceCertainty,
  MaintenanceStatus,
  MaintenanceVerdict,
  Provider,
  SourceState,
  WindowFragment,
} from "./graphql/graphql";

export const providerNames: Readonly<Record<Provider, string>> = {
  AWS_FLINK: "Apache Flink",
  DATADOG: "Datadog",
};

export const statusNames: Readonly<Record<MaintenanceStatus, string>> = {
  ACTIVE: "Open",
  SCHEDULED: "Scheduled",
  ENDED: "Ended",
};

export const certaintyNames: Readonly<Record<MaintenanceCertainty, string>> = {
  UNDERWAY: "Under way",
  DECLARED: "Announced",
  POSSIBLE: "Possible",
};

export const verdictNames: Readonly<Record<MaintenanceVerdict, string>> = {
  CLEAR: "No maintenance announced or under way.",
  IN_MAINTENANCE: "In maintenance",
  UNKNOWN: "It is not known whether there is maintenance.",
};

export const sourceStateNames: Readonly<Record<SourceState, string>> = {
  OK: "Up to date",
  PARTIAL: "Incomplete",
  STALE: "Stale",
  FAILED: "Failed",
  UNKNOWN: "Not read yet",
};

export type Window = WindowFragment;
export type FlinkWindow = Extract<Window, { __typename: "FlinkMaintenanceWindow" }>;
export type DatadogWindow = Extract<Window, { __typename: "DatadogMaintenanceWindow" }>;
