import type { RequestContext } from "../datasources/provider.js";
import type { WindowSelection } from "../domain/lists/window-filter.js";
import { selectsSource } from "../domain/lists/window-filter.js";
import type { OrderedWindows } from "../domain/lists/window-order.js";
import type { Permissions } from "../domain/permissions.js";
import { readableBy } from "../domain/permissions.js";
import { createResponseBasis } from "../domain/response-basis.js";
import type { MaintenanceSource } from "../domain/sources.js";
import type { SharedInventory, SourceAnswer } from "./source-reads.js";
import { createSourceReads } from "./source-reads.js";
import type { WindowsBySource } from "./window-order-cache.js";

/** Creates the reads that serve many streams, and not one request. */
export function createSharedReads(shared: SharedInventory) {
  const { connections, orders } = shared;
  return {
    /** Reads one source. A failure is its result. */
    readSource(source: MaintenanceSource, context: RequestContext): Promise<SourceAnswer> {
      const datasources = connections.datasources(context);
      return createSourceReads(shared, datasources, context, createResponseBasis()).readSource(source);
    },

    /** Returns the ids of the sources that a request with this filter reads. */
    sourceIdsFor: (filter: WindowSelection, permissions: Permissions): readonly string[] =>
      readableBy(permissions, connections.sources())
        .filter((source) => selectsSource(filter, source))
        .map(({ id }) => id),

    /** Returns the windows of several sources, each once, ordered by their next occurrence at the instant. */
    ordered: (parts: WindowsBySource, at: Date): OrderedWindows =>
      orders.ordered(parts, "NEXT_OCCURRENCE", at),
  };
}
