import { listKey } from "../../cache/doubtful-items.js";
import type { ReadContext } from "../../cache/read-context.js";
import { fingerprintOf } from "../../domain/fingerprints.js";
import type { Deadline } from "../../upstream/deadlines.js";
import type { RequestContext, Runtime } from "../provider.js";
import type { DatadogClient } from "./client.js";
import type { DatadogMaintenanceWindow } from "./model.js";
import { createUserNameCache } from "./user-names.js";
import { createWindowList } from "./window-list.js";

export type DatadogSource = ReturnType<typeof createDatadogSource>;

/** Creates a source whose windows are cached between requests. */
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
    readAtMs: () => null,
    moved: (window) => window,
    readAll: ({ deadline }) => client.listWindows(deadline),
    timeoutError: client.listTimeout,
  });
  return {
    id,
    userNames: createUserNameCache(client.users, caches),
    origin: client.origin,

    /** Calls to Datadog that bypass the cache. */
    listWindows: async (deadline: Deadline) => createWindowList(await client.listWindows(deadline)),
    sendCreation: client.createWindow,
    sendUpdate: client.updateWindow,
    sendDeletion: client.deleteWindow,

    read: (context: ReadContext) => cache.read(context),
    readOrFail: (context: ReadContext) => cache.readOrFail(context),

    /** Returns all windows from the cache; null if they are not fresh. Makes no calls. */
    readCached: () => cache.getAllFresh(),

    /** Runs work while no other write with the same key is running. */
    withLock: <Result>(key: string, deadline: Deadline, work: () => Promise<Result>) =>
      writes.withLock(fingerprintOf(id, ...identity, key), deadline, work),

    /** Reads all windows from Datadog. `show` puts one of them into the cache for other callers. */
    async listFresh({ deadline }: RequestContext) {
      const { show } = cache.beginFreshRead();
      const known = createWindowList(await client.listWindows(deadline));
      return { known, show: (window: DatadogMaintenanceWindow) => show(window.id, window) };
    },

    /** Invalidates the cache after a lost response. Pass null for a creation, because the window's id is unknown. */
    invalidate: (window: DatadogMaintenanceWindow | null): void => cache.invalidate(window?.id ?? listKey),

    /** Lists the windows again, for all replicas. */
    reread: () => cache.reread(null),

    /** Stores the result of a write in the cache. */
    storeWrite: (window: DatadogMaintenanceWindow, changedBy: string | null) =>
      cache.storeWrite(window.id, window, changedBy),
    storeDeletion: ({ id: windowId }: { readonly id: string }, changedBy: string | null) =>
      cache.storeWrite(windowId, null, changedBy),
  };
}
