import { DatadogResolver } from "./datadog.js";
import { FlinkResolver } from "./flink.js";
import { MaintenanceSourcesResolver } from "./maintenance-sources.js";
import { MaintenanceWindowsResolver } from "./maintenance-windows.js";
import { OccurrenceResolver, ScheduledWindowResolver } from "./scheduled-window.js";

/** Every resolver of the gateway. */
export const resolvers = [
  MaintenanceWindowsResolver,
  MaintenanceSourcesResolver,
  ScheduledWindowResolver,
  OccurrenceResolver,
  FlinkResolver,
  DatadogResolver,
] as const;
