import { readableBy } from "../../domain/permissions.js";
import type { MaintenanceSource } from "../../domain/sources.js";
import { settingsWithId } from "../../settings/source-settings.js";
import type { Provider, ProviderConnection, Runtime } from "../provider.js";
import { datadogBulkChanges } from "./bulk-changes.js";
import { createDatadogSource } from "./cached-source.js";
import { createDatadogClient } from "./client.js";
import type { DatadogDatasource } from "./datasource.js";
import { createDatadogDatasource } from "./datasource.js";
import { providerName } from "./model.js";
import type { DatadogSourceSettings } from "./settings.js";
import { datadogSources, datadogVariables } from "./settings.js";
import { datadogSourceSchema } from "./source-settings-schema.js";

/** Datadog Case Management. */
export const datadogProvider = {
  name: providerName,
  description: "Datadog Case Management.",
  meanings: { DECLARED: "People announced this maintenance in Datadog." },
  sourceSchema: datadogSourceSchema,
  variables: datadogVariables,
  bulkChanges: datadogBulkChanges,
  async configure(given) {
    const { sources, ...reports } = datadogSources(given);
    const known = sources.map(toMaintenanceSource);
    return {
      ...reports,
      sources: known,
      connect: (runtime) => connectDatadog(sources, runtime),
      async tryList(sourceId, runtime, deadline) {
        const client = createDatadogClient(settingsWithId(sources, sourceId), runtime);
        const { items, unreadable } = await client.listWindows(deadline);
        return { windowCount: items.length, unreadable, isWhole: true };
      },
    };
  },
} satisfies Provider<DatadogDatasource>;

export function connectDatadog(
  sources: readonly DatadogSourceSettings[],
  runtime: Runtime,
): ProviderConnection<DatadogDatasource> {
  const clients = sources.map((settings) => createDatadogClient(settings, runtime));
  const cached = clients.map((client) => createDatadogSource(client, runtime));
  const known = sources.map(toMaintenanceSource);
  return {
    sources: () => known,
    upstreams: () => new Map(clients.map((client) => [client.settings.id, client.status()])),
    datasource: (context) =>
      createDatadogDatasource(readableBy(context.permissions, cached), runtime, context),
    // Datadog returns windows only as a list.
    reread: async (sourceId) => cached.find(({ id }) => id === sourceId)?.reread() ?? null,
    readNotice: () => null,
    close: async () => {},
  };
}

function toMaintenanceSource({ id, site }: DatadogSourceSettings): MaintenanceSource {
  return {
    kind: "MaintenanceSource",
    id,
    provider: providerName,
    region: null,
    accountId: null,
    site,
    capabilities: { create: true, update: true, delete: true, history: false },
    certainties: ["DECLARED"],
    hasApplications: false,
    hasCreators: true,
    hasDailyWindows: false,
  };
}
