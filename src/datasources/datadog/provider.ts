import type { MaintenanceSource } from "../../domain/sources.js";
import type { Provider, ProviderConnection, Runtime } from "../provider.js";
import { readable } from "../readable-sources.js";
import { createDatadogClient } from "./client.js";
import type { DatadogSourceConfiguration } from "./config.js";
import { datadogSources, declaredSchema } from "./config.js";
import type { DatadogDatasource } from "./datasource.js";
import { createDatadogDatasource } from "./datasource.js";
import { providerName } from "./model.js";
import { createDatadogSource } from "./source.js";

/** Datadog Case Management. */
export const datadogProvider: Provider<DatadogDatasource> = {
  name: providerName,
  description: "Datadog Case Management.",
  sourceSchema: declaredSchema,
  configure(given) {
    const { sources, faults } = datadogSources(given);
    return { sources: sources.map(toSource), faults, connect: (runtime) => connectDatadog(sources, runtime) };
  },
};

export function connectDatadog(
  sources: readonly DatadogSourceConfiguration[],
  runtime: Runtime,
): ProviderConnection<DatadogDatasource> {
  const clients = sources.map((source) => createDatadogClient(source, runtime));
  const remembered = clients.map((client) => createDatadogSource(client, runtime));
  return {
    sources: () => sources.map(toSource),
    upstreams: () => new Map(clients.map((client) => [client.source.id, client.status()])),
    datasource: (scope) => createDatadogDatasource(readable(remembered, scope), runtime, scope),
    close: async () => {},
  };
}

function toSource({ id, site }: DatadogSourceConfiguration): MaintenanceSource {
  return {
    kind: "MaintenanceSource",
    id,
    provider: providerName,
    region: null,
    accountId: null,
    site,
    capabilities: { create: true, update: true, delete: true, history: false },
  };
}
