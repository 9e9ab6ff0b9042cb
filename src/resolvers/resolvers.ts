import { DatadogResolver } from "./datadog.js";
import { FlinkResolver } from "./flink.js";
import { MaintenanceNowResolver } from "./maintenance-now.js";
import { MaintenanceOccurrencesResolver } from "./maintenance-occurrences.js";
import { MaintenanceSourcesResolver } from "./maintenance-sources.js";
import { MaintenanceWindowsResolver } from "./maintenance-windows.js";
import { ManyChangesResolver } from "./many-changes.js";
import { OccurrenceResolver, ScheduledWindowResolver } from "./scheduled-window.js";

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
  ManyChangesResolver,
] as const;
