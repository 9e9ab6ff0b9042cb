import type { MaintenanceSource } from "../../domain/sources.js";
import type { Provider, ProviderConnection, Runtime } from "../provider.js";
import { createDatadogClient } from "./client.js";
import type { DatadogSourceConfiguration } from "./config.js";
import { datadogSourcesFromEnvironment } from "./config.js";
import type { DatadogDatasource } from "./datasource.js";
import { createDatadogDatasource } from "./datasource.js";
import { providerName } from "./model.js";

/** Datadog Case Management. */
export const datadogProvider: Provider<DatadogDatasource> = {
  name: providerName,
  description: "Datadog Case Management.",
  configure(environment) {
    const { sources, faults } = datadogSourcesFromEnvironment(environment);
    return { sourceCount: sources.length, faults, connect: (runtime) => connectDatadog(sources, runtime) };
  },
};

export function connectDatadog(
  sources: readonly DatadogSourceConfiguration[],
  runtime: Runtime,
): ProviderConnection<DatadogDatasource> {
  const clients = sources.map((source) => createDatadogClient(source, runtime));
  return {
    sources: () => sources.map(toSource),
    datasource: (scope) => createDatadogDatasource(clients, scope),
    close: async () => {},
  };
}

function toSource({ id, site }: DatadogSourceConfiguration): MaintenanceSource {
  return {
    id,
    provider: providerName,
    region: null,
    accountId: null,
    site,
    capabilities: { create: true, update: true, delete: true, history: false },
  };
}
