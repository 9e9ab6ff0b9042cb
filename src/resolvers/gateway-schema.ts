import type { GraphQLSchema } from "graphql";
import type { ResolverContext } from "../context.js";
import { buildSchema } from "../schema/build-schema.js";
import type { EntityReferences } from "../schema/subgraph.js";
import { authChecker } from "./auth-checker.js";
import { BulkChangesResolver } from "./bulk-changes.js";
import { DailyHoursResolver, WindowCountsResolver } from "./daily-hours.js";
import { DatadogResolver, DatadogUserResolver, datadogEntityReferences } from "./datadog.js";
import {
  FlinkApplicationsResolver,
  FlinkMaintenanceRunResolver,
  FlinkResolver,
  flinkEntityReferences,
} from "./flink.js";
import { MaintenanceNowResolver } from "./maintenance-now.js";
import { MaintenanceOccurrenceResolver, MaintenanceOccurrencesResolver } from "./maintenance-occurrences.js";
import { MaintenanceSourcesResolver, sourceEntityReferences } from "./maintenance-sources.js";
import { MaintenanceWarningResolver } from "./maintenance-warning.js";
import { MaintenanceWindowsResolver } from "./maintenance-windows.js";
import { OverlappingWindowsResolver } from "./overlapping-windows.js";
import { OccurrenceResolver, ScheduledWindowResolver } from "./scheduled-window.js";
import { SubscriptionsResolver } from "./subscriptions.js";

const resolvers = [
  MaintenanceWindowsResolver,
  WindowCountsResolver,
  DailyHoursResolver,
  MaintenanceOccurrencesResolver,
  MaintenanceOccurrenceResolver,
  MaintenanceNowResolver,
  MaintenanceSourcesResolver,
  ScheduledWindowResolver,
  OverlappingWindowsResolver,
  OccurrenceResolver,
  FlinkResolver,
  FlinkApplicationsResolver,
  FlinkMaintenanceRunResolver,
  DatadogResolver,
  DatadogUserResolver,
  MaintenanceWarningResolver,
  BulkChangesResolver,
  SubscriptionsResolver,
] as const;

/** All entities to which other subgraphs can refer. */
export const entityReferences: EntityReferences<ResolverContext> = {
  ...flinkEntityReferences,
  ...datadogEntityReferences,
  ...sourceEntityReferences,
};

/** Builds the gateway's executable schema. */
export function gatewaySchema(): GraphQLSchema {
  return buildSchema({ resolvers, entityReferences, authChecker });
}
