import { DatadogResolver } from "./datadog.js";
import { FlinkResolver } from "./flink.js";
import { MaintenanceNowResolver } from "./maintenance-now.js";
import { MaintenanceOccurrencesResolver } from "./maintenance-occurrences.js";
import { MaintenanceSourcesResolver } from "./maintenance-sources.js";
import { MaintenanceWindowsResolver } from "./maintenance-windows.js";
import { OccurrenceResolver, ScheduledWindowResolver } from "./scheduled-window.js";
import { WindowChangesResolver } from "./window-changes.js";

/** Every resolver of the gateway. */
export const resolvers = [
  MaintenanceWindowsResolver,
  MaintenanceOccurrencesResolver,
  MaintenanceNowResolver,
  MaintenanceSourcesResolver,
  ScheduledWindowResolver,
  OccurrenceResolver,
  FlinkResolver,
  DatadogResolver,
  WindowChangesResolver,
] as const;
