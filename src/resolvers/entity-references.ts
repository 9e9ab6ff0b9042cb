import type { Context } from "../context.js";
import type { EntityReferences } from "../schema/subgraph.js";

/** Every entity that other subgraphs can refer to, through the loaders of the request. */
export const entityReferences: EntityReferences<Context> = {
  FlinkMaintenanceWindow: {
    key: "id",
    find: (id, { datasources }) => datasources.flink.findWindow(id),
  },
  FlinkApplication: {
    key: "arn",
    find: (arn, { datasources }) => datasources.flink.findApplication(arn),
  },
  DatadogMaintenanceWindow: {
    key: "id",
    find: (id, { datasources }) => datasources.datadog.findWindow(id),
  },
  MaintenanceSource: {
    key: "id",
    find: async (id, { inventory }) => inventory.sources().find((source) => source.id === id) ?? null,
  },
};
