import type { ReadContext } from "../../cache/read-context.js";
import { fingerprintOf } from "../../domain/fingerprints.js";
import type { Deadline } from "../../upstream/deadlines.js";
import type { RequestContext, Runtime } from "../provider.js";
import type { DatadogClient } from "./client.js";
import type { DatadogMaintenanceWindow } from "./model.js";

export type DatadogSource = ReturnType<typeof createDatadogSource>;

/** One source's windows, cached between requests. */
export function createDatadogSource(
  client: DatadogClient,
  { caches, writes }: Pick<Runtime, "caches" | "writes">,
) {
  const { id, site, endpoint = "", apiKey = "", freshness } = client.settings;
  const identity = [site, endpoint, apiKey];
  const cache = caches.sourceCache<DatadogMaintenanceWindow>({
    sourceId: id,
    identity,
    freshness,
    keyOf: (window) => window.id,
    windowOf: (window) => window,
    readAt: () => null,
    readAll: ({ deadline }) => client.listWindows(deadline),
    timeoutError: client.listTimeout,
  });
  return {
    id,

    /** Calls to Datadog that bypass the cache. */
    listWindows: client.listWindows,
    sendCreation: client.createWindow,
    sendUpdate: client.updateWindow,
    sendDeletion: client.deleteWindow,

    read: (context: ReadContext) => cache.read(context),
    readOrFail: (context: ReadContext) => cache.readOrFail(context),

    /** All windows from the cache, if they are fresh. Calls nothing. */
    readCached: ({ now }: ReadContext) => cache.getAllFresh(now),

    /** Does the work while no other write of the same key runs. */
    withLock: <Result>(key: string, deadline: Deadline, work: () => Promise<Result>) =>
      writes.withLock(fingerprintOf(id, ...identity, key), deadline, work),

    /** All windows as Datadog has them now. `show` makes other callers see one of them too. */
    async listFresh({ deadline }: RequestContext) {
      const show = cache.beginFreshRead();
      const windows = await client.listWindows(deadline);
      return { windows, show: (window: DatadogMaintenanceWindow) => show(window.id, window) };
    },

    /** A write may have changed the window although no answer came. The id of a created window is not known then. */
    invalidate: (window: DatadogMaintenanceWindow | null): void => cache.invalidate(window?.id ?? ""),

    /** Stores the result of a write. */
    storeWrite: (window: DatadogMaintenanceWindow) => cache.storeWrite(window.id, window),
    storeDeletion: ({ id: windowId }: { readonly id: string }) => cache.storeWrite(windowId, null),
  };
}
