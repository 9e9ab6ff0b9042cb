import { fingerprintOf } from "../../domain/fingerprints.js";
import type { Deadline } from "../deadlines.js";
import type { RequestScope, Runtime } from "../provider.js";
import type { DatadogClient } from "./client.js";
import type { DatadogMaintenanceWindow } from "./model.js";

export type DatadogSource = ReturnType<typeof createDatadogSource>;

/** One source's windows, remembered between requests: one list tells everything. */
export function createDatadogSource(client: DatadogClient, { memory }: Runtime) {
  const { id: sourceId, site, endpoint = "", apiKey = "", freshness } = client.source;
  const identity = [site, endpoint, apiKey];
  const remembered = memory.ofSource<DatadogMaintenanceWindow>({
    sourceId,
    identity,
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
    /** What is remembered, where that is fresh. */
    recall: ({ now }: RequestScope) => remembered.recallAllFresh(now),
    /** Does the work when no other write of the same key is being done. */
    exclusively: <Result>(key: string, deadline: Deadline, work: () => Promise<Result>) =>
      memory.exclusively(fingerprintOf(sourceId, ...identity, key), deadline, work),
    /** Every window as Datadog has them now; `see` makes others see one of them too. */
    async listAfresh({ deadline }: RequestScope) {
      const see = remembered.look();
      const windows = await client.listWindows(deadline);
      return { windows, see: (window: DatadogMaintenanceWindow) => see(window.id, window) };
    },
    /** That a write may have been carried out although it failed; of a creation, no id is known. */
    doubt: (window: DatadogMaintenanceWindow | null) => remembered.doubt(window?.id ?? ""),
    /** What a write has made of a window, or that it made it. */
    rememberWrite: (window: DatadogMaintenanceWindow) => remembered.remember(window.id, window),
    rememberDeletion: ({ id }: { readonly id: string }) => remembered.remember(id, null),
  };
}
