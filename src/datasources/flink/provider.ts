import { readableBy } from "../../domain/permissions.js";
import type { MaintenanceSource } from "../../domain/sources.js";
import { settingsWithId } from "../../settings/source-settings.js";
import type { Provider, ProviderConnection, Runtime } from "../provider.js";
import { flinkBulkChanges } from "./bulk-changes.js";
import { createFlinkSource } from "./cached-source.js";
import { readChangeNotice } from "./change-notice.js";
import { createFlinkClient } from "./client.js";
import type { FlinkDatasource } from "./datasource.js";
import { createFlinkDatasource } from "./datasource.js";
import { providerName } from "./model.js";
import { flinkSources, flinkVariables } from "./settings.js";
import { readSharedProfiles } from "./shared-profiles.js";
import type { FlinkSourceSettings } from "./source-settings.js";
import { flinkSourceSchema } from "./source-settings-schema.js";
import { tryListApplications } from "./try-list.js";

/** Amazon Managed Service for Apache Flink, through KinesisAnalyticsV2. */
export const flinkProvider = {
  name: providerName,
  description: "Amazon Managed Service for Apache Flink.",
  meanings: {
    UNDERWAY: "AWS reports that it performs maintenance now. It reports no start and no end.",
    POSSIBLE: "AWS may perform maintenance in this time. AWS announces the day by email and in AWS Health.",
  },
  sourceSchema: flinkSourceSchema,
  variables: flinkVariables,
  bulkChanges: flinkBulkChanges,
  async configure(given) {
    const { sources, ...reports } = flinkSources(given, await readSharedProfiles(given));
    const known = sources.map((source) => toMaintenanceSource(source, source.accountId ?? null));
    return {
      ...reports,
      sources: known,
      connect: (runtime) => connectFlink(sources, runtime),
      async tryList(sourceId, runtime, deadline) {
        const client = createFlinkClient(settingsWithId(sources, sourceId), runtime);
        try {
          return await tryListApplications(client, deadline);
        } finally {
          await client.close();
        }
      },
    };
  },
} satisfies Provider<FlinkDatasource>;

export function connectFlink(
  sources: readonly FlinkSourceSettings[],
  runtime: Runtime,
): ProviderConnection<FlinkDatasource> {
  const clients = sources.map((settings) => createFlinkClient(settings, runtime));
  const cached = clients.map((client) => createFlinkSource(client, runtime));
  const listSources = () => clients.map((client) => toMaintenanceSource(client.settings, client.accountId()));
  let known = listSources();
  return {
    sources() {
      const isOld = clients.some((client, index) => client.accountId() !== known[index]?.accountId);
      if (isOld) known = listSources();
      return known;
    },
    upstreams: () => new Map(clients.map((client) => [client.settings.id, client.status()])),
    datasource: (context) => createFlinkDatasource(readableBy(context.permissions, cached), runtime, context),
    reread: async (sourceId, item) => cached.find(({ id }) => id === sourceId)?.reread(item) ?? null,
    readNotice: (message) => readChangeNotice(message, cached),
    close: async () => {
      await Promise.all(clients.map((client) => client.close()));
    },
  };
}

function toMaintenanceSource(
  { id, region }: FlinkSourceSettings,
  accountId: string | null,
): MaintenanceSource {
  return {
    kind: "MaintenanceSource",
    id,
    provider: providerName,
    region,
    accountId,
    site: null,
    capabilities: { create: false, update: true, delete: false, history: true },
    certainties: ["UNDERWAY", "POSSIBLE"],
    hasApplications: true,
    hasCreators: false,
    hasDailyWindows: true,
  };
}
