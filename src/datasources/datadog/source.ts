import type { RequestScope, Runtime } from "../provider.js";
import type { DatadogClient } from "./client.js";
import type { DatadogMaintenanceWindow } from "./model.js";

export type DatadogSource = ReturnType<typeof createDatadogSource>;

/** One source's windows, remembered between requests: one list tells everything. */
export function createDatadogSource(client: DatadogClient, { memory }: Runtime) {
  const { id: sourceId, site, endpoint = "", apiKey = "", freshness } = client.source;
  const remembered = memory.ofSource<DatadogMaintenanceWindow>({
    sourceId,
    identity: [site, endpoint, apiKey],
    freshness,
    keyOf: ({ id }) => id,
    windowOf: (window) => window,
    readAt: () => null,
    readAll: ({ deadline }) => client.listWindows(deadline),
    late: client.lateList,
  });
  return {
    client,
    read: (scope: RequestScope) => remembered.read(scope),
    readOrFail: (scope: RequestScope) => remembered.readOrFail(scope),
    /** What was read of a window past the memory. */
    see: (window: DatadogMaintenanceWindow) => remembered.see(window.id, window),
    /** That a write may have been carried out although it failed; of a creation, no id is known. */
    doubt: (window: DatadogMaintenanceWindow | null) => remembered.doubt(window?.id ?? ""),
    /** What a write has made of a window, or that it made it. */
    rememberWrite: (window: DatadogMaintenanceWindow) => remembered.remember(window.id, window),
    rememberDeletion: ({ id }: DatadogMaintenanceWindow) => remembered.remember(id, null),
  };
}
