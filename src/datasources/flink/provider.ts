import type { MaintenanceSource } from "../../domain/sources.js";
import type { Provider, ProviderConnection, Runtime } from "../provider.js";
import { readable } from "../readable-sources.js";
import { createFlinkClient } from "./client.js";
import type { FlinkSourceConfiguration } from "./config.js";
import { declaredSchema, flinkSources } from "./config.js";
import type { FlinkDatasource } from "./datasource.js";
import { createFlinkDatasource } from "./datasource.js";
import { providerName } from "./model.js";
import { createFlinkSource } from "./source.js";

/** Amazon Managed Service for Apache Flink, through KinesisAnalyticsV2. */
export const flinkProvider: Provider<FlinkDatasource> = {
  name: providerName,
  description: "Amazon Managed Service for Apache Flink.",
  sourceSchema: declaredSchema,
  configure(given) {
    const { sources, faults } = flinkSources(given);
    const known = sources.map((source) => toSource(source, source.accountId ?? null));
    return { sources: known, faults, connect: (runtime) => connectFlink(sources, runtime) };
  },
};

export function connectFlink(
  sources: readonly FlinkSourceConfiguration[],
  runtime: Runtime,
): ProviderConnection<FlinkDatasource> {
  const clients = sources.map((source) => createFlinkClient(source, runtime));
  const remembered = clients.map((client) => createFlinkSource(client, runtime));
  return {
    sources: () => clients.map((client) => toSource(client.source, client.accountId())),
    upstreams: () => new Map(clients.map((client) => [client.source.id, client.status()])),
    datasource: (scope) => createFlinkDatasource(readable(remembered, scope), runtime, scope),
    close: async () => {
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}

function toSource({ id, region }: FlinkSourceConfiguration, accountId: string | null): MaintenanceSource {
  return {
    kind: "MaintenanceSource",
    id,
    provider: providerName,
    region,
    accountId,
    site: null,
    capabilities: { create: false, update: true, delete: false, history: true },
  };
}
