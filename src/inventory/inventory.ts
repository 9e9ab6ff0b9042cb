import type { RequestContext } from "../datasources/provider.js";
import type { Datasources } from "../datasources/registry.js";
import { datasourceWithKey, providers } from "../datasources/registry.js";
import { invalidArgument } from "../domain/failures/error-factories.js";
import type { OccurrenceEntry } from "../domain/lists/maintenance-occurrences.js";
import { occurrencesPageOf, planOccurrences } from "../domain/lists/maintenance-occurrences.js";
import type { OpenWindows } from "../domain/lists/open-windows.js";
import { openWindows } from "../domain/lists/open-windows.js";
import type { Page, PageArguments } from "../domain/lists/pages.js";
import { fromOrder } from "../domain/lists/pages.js";
import type { WindowFilter } from "../domain/lists/window-filter.js";
import { acceptedBy, acceptsAll, violationsOfFilter } from "../domain/lists/window-filter.js";
import type { WindowListPage } from "../domain/lists/window-list.js";
import { pageOf, planList } from "../domain/lists/window-list.js";
import type { OrderedWindow, OrderedWindows, WindowOrder } from "../domain/lists/window-order.js";
import type { ResponseBasis } from "../domain/response-basis.js";
import type { MaintenanceSource, SourceHealth } from "../domain/sources.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { splitWindowId } from "../domain/windows/window-ids.js";
import type { Connections } from "./configured-sources.js";
import { createSourceOutcomes } from "./source-outcomes.js";
import type { Provenance } from "./source-reads.js";
import { createSourceReads } from "./source-reads.js";
import { createWindowOrderCache } from "./window-order-cache.js";

export type WindowPage = WindowListPage & Provenance;
export type AllWindows = Provenance & { readonly windows: readonly ScheduledWindow[] };
export type OccurrencesPage = Page<OccurrenceEntry> & Provenance;
export type MaintenanceAt = OpenWindows & Provenance & { readonly at: Date | null };

export type Inventory = ReturnType<typeof createInventory>;

/** Creates the inventory: reads all sources, merges their windows and records failures. Lives as long as the process. */
export function createInventory(connections: Connections) {
  const outcomes = createSourceOutcomes(connections);
  const ordered = createWindowOrderCache();

  /** Returns the inventory for one request. Each function declares what the response then depends on. */
  function forRequest(datasources: Datasources, context: RequestContext, basis: ResponseBasis) {
    const { now } = context;
    const reads = createSourceReads({ connections, outcomes, ordered }, datasources, context, basis);
    const sourceIds = () => reads.sources().map(({ id }) => id);

    function checkFilter(filter: WindowFilter): void {
      const violations = violationsOfFilter(filter, sourceIds());
      if (violations.length > 0) throw invalidArgument(violations);
    }

    return {
      /** Returns one page of windows. */
      async listWindows(filter: WindowFilter, order: WindowOrder, page: PageArguments): Promise<WindowPage> {
        const plan = planList(filter, order, page, sourceIds(), now);
        const { parts, provenance } = await reads.read(filter);
        return { ...pageOf(ordered(parts, order, plan.at), plan), ...provenance };
      },

      /** Returns every window once, ordered by next occurrence. */
      async allWindows(filter: WindowFilter): Promise<AllWindows> {
        checkFilter(filter);
        const { current, provenance } = await reads.read(filter);
        return { windows: windowsOf(current, filter, now).map(({ node }) => node), ...provenance };
      },

      /** Returns one page of occurrences. */
      async listOccurrences(
        range: { readonly from: Date; readonly to: Date },
        filter: WindowFilter,
        page: PageArguments,
      ): Promise<OccurrencesPage> {
        const plan = planOccurrences(range, filter, page, sourceIds(), now);
        const { current, provenance } = await reads.read(filter);
        return { ...occurrencesPageOf(current.items, fromOrder(plan, current.from)), ...provenance };
      },

      /** Returns the windows that are open at an instant; null for the time of the request. */
      async openAt(at: Date | null, filter: WindowFilter): Promise<MaintenanceAt> {
        checkFilter(filter);
        const { current, provenance } = await reads.read(filter);
        const instant = at ?? now;
        return { at, ...openWindows(windowsOf(current, filter, instant), instant), ...provenance };
      },

      /** Returns the window with this id; null if its source does not have it. */
      findWindow(id: string): Promise<ScheduledWindow | null> {
        basis.neverCache();
        const datasource = datasourceWithKey(datasources, splitWindowId(id)?.providerKey ?? "");
        if (datasource === null) {
          const message = `\`id\` is not the id of a maintenance window. Use the \`id\` field of a window, which begins with ${Object.keys(providers).join(": or ")}:.`;
          throw invalidArgument([{ path: ["id"], code: "MALFORMED", message }]);
        }
        return datasource.findWindow(id);
      },

      /** Returns the source of a window; throws if there is none. */
      sourceOf: ({ sourceId }: ScheduledWindow): MaintenanceSource => reads.sourceWithId(sourceId),

      /** Returns the sources that the caller may read, with the capabilities that it may use. */
      sources(): readonly MaintenanceSource[] {
        basis.neverCache();
        return reads.sources();
      },

      healthOf(source: MaintenanceSource): SourceHealth {
        basis.neverCache();
        return outcomes.healthOf(source);
      },
    };
  }

  return { forRequest, healthOf: outcomes.healthOf };
}

/** Returns the windows that the filter accepts. Statuses are those at `at`. */
function windowsOf({ items }: OrderedWindows, filter: WindowFilter, at: Date): readonly OrderedWindow[] {
  return acceptsAll(filter) ? items : items.filter(acceptedBy(filter, at));
}
