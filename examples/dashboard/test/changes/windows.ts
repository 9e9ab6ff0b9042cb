import type { Changed } from "../../src/changes/answers";
import type { DatadogWindow, FlinkWindow } from "../../src/names";

export const now = new Date("2026-11-22T12:00:00Z");
export const timeZone = "Europe/Berlin";

export const datadogWindow = (part: Partial<DatadogWindow> = {}): DatadogWindow => ({
  __typename: "DatadogMaintenanceWindow",
  id: "datadog:datadog:1",
  title: "Upgrade",
  provider: "DATADOG",
  revision: "r1",
  status: "ACTIVE",
  certainty: "DECLARED",
  consoleUrl: null,
  source: { __typename: "MaintenanceSource", id: "datadog" },
  nextOccurrence: null,
  name: "Upgrade",
  query: "service:orders",
  startsAt: "2026-11-22T11:00:00.000Z",
  endsAt: "2026-11-22T13:00:00.000Z",
  ...part,
});

export const flinkWindow = (part: Partial<FlinkWindow> = {}): FlinkWindow => ({
  __typename: "FlinkMaintenanceWindow",
  id: "flink:arn:payments",
  title: "payments",
  provider: "AWS_FLINK",
  revision: "r1",
  status: "SCHEDULED",
  certainty: "POSSIBLE",
  consoleUrl: null,
  source: { __typename: "MaintenanceSource", id: "aws" },
  nextOccurrence: null,
  startTime: "22:00",
  endTime: "06:00",
  application: { __typename: "FlinkApplication", id: "arn:payments", status: "RUNNING" },
  ...part,
});

export const flinkChanged = (
  outcome: Changed["outcome"],
  previous: FlinkWindow | null,
  window = flinkWindow({ revision: "r2", startTime: "02:00", endTime: "10:00" }),
): Changed => ({ __typename: "FlinkMaintenanceWindowChanged", outcome, window, previous, warnings: [] });

export const datadogChanged = (
  outcome: Changed["outcome"],
  previous: DatadogWindow | null,
  window = datadogWindow({ revision: "r2", endsAt: "2026-11-22T14:00:00.000Z" }),
): Changed => ({ __typename: "DatadogMaintenanceWindowChanged", outcome, window, previous, warnings: [] });

export const datadogDeleted = (outcome: Changed["outcome"], window = datadogWindow()): Changed => ({
  __typename: "DatadogMaintenanceWindowDeleted",
  outcome,
  window,
  previous: window,
  warnings: [],
});
