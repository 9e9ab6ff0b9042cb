import { createUnionType } from "type-graphql";
import { DatadogMaintenanceWindow } from "./datadog/window.js";
import { FlinkMaintenanceWindow } from "./flink/window.js";

/** The window types of all providers. */
export const MaintenanceWindow = createUnionType({
  name: "MaintenanceWindow",
  description: "A maintenance window of any provider.",
  types: () => [FlinkMaintenanceWindow, DatadogMaintenanceWindow] as const,
});
