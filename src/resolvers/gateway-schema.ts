import type { GraphQLSchema } from "graphql";
import { buildSchema } from "../schema/build-schema.js";
import { authChecker } from "./authorization.js";
import { DatadogResolver } from "./datadog.js";
import { entityReferences } from "./entity-references.js";
import { FlinkResolver } from "./flink.js";
import { MaintenanceNowResolver } from "./maintenance-now.js";
import { MaintenanceOccurrencesResolver } from "./maintenance-occurrences.js";
import { MaintenanceSourcesResolver } from "./maintenance-sources.js";
import { MaintenanceWindowsResolver } from "./maintenance-windows.js";
import { ManyChangesResolver } from "./many-changes.js";
import { OccurrenceResolver, ScheduledWindowResolver } from "./scheduled-window.js";

const resolvers = [
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

/** The gateway's schema, with everything that answers it. */
export function gatewaySchema(): GraphQLSchema {
  return buildSchema({ resolvers, entityReferences, authChecker });
}
