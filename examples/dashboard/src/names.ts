import type {
  MaintenanceCertainty,
  MaintenanceStatus,
  OperationStatus,
  Provider,
  SourceState,
  WindowFragment,
} from "./graphql/graphql";

export const providerNames: Readonly<Record<Provider, string>> = {
  AWS_FLINK: "Apache Flink",
  DATADOG: "Datadog",
};

export const statusNames: Readonly<Record<MaintenanceStatus, string>> = {
  ACTIVE: "Open now",
  SCHEDULED: "Scheduled",
  ENDED: "Ended",
};

export const certaintyNames: Readonly<Record<MaintenanceCertainty, string>> = {
  UNDERWAY: "Under way",
  DECLARED: "Announced",
  POSSIBLE: "Possible",
};

/** Names of past maintenance, as AWS reports it. */
export const runStatusNames: Readonly<Record<OperationStatus, string>> = {
  IN_PROGRESS: "In progress",
  SUCCESSFUL: "Successful",
  FAILED: "Failed",
  CANCELLED: "Cancelled",
  UNKNOWN: "Outcome not known",
};

export const consoleNames: Readonly<Record<Provider, string>> = {
  AWS_FLINK: "AWS console",
  DATADOG: "Datadog",
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
