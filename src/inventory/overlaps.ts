import type { OverlapPlan, OverlappingWindows } from "../domain/lists/overlapping-windows.js";
import { overlappingWindows } from "../domain/lists/overlapping-windows.js";
import type { TimeIndex } from "../domain/lists/time-index.js";
import type { ResponseBasis } from "../domain/response-basis.js";
import type { SourceResult } from "../domain/sources.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import type { createAdmittedWork } from "./admitted-work.js";
import type { RequestReads } from "./source-reads.js";
import type { WindowOrderCache } from "./window-order-cache.js";

export type Overlaps = OverlappingWindows & { readonly sources: readonly SourceResult[] };

/** Windows that can have some certainties, and their sources. */
interface IndexedSources {
  readonly index: TimeIndex;
  readonly sources: readonly SourceResult[];
}

/**
 * Finds the windows that overlap a window, for one request. All windows of a response share the read and the index, so each of them
 * costs little more than its result.
 */
export function createOverlaps(
  reads: Pick<RequestReads, "read">,
  orders: Pick<WindowOrderCache, "timeIndexWith">,
  whenAdmitted: ReturnType<typeof createAdmittedWork>,
  basis: ResponseBasis,
  now: Date,
) {
  const indexed = new Map<string, Promise<IndexedSources>>();

  async function indexOf({ certainties }: OverlapPlan): Promise<IndexedSources> {
    const { parts, current, provenance } = await reads.read({ certainties });
    const index = await whenAdmitted(() => orders.timeIndexWith(parts, current, certainties));
    return { index, sources: provenance.sources };
  }

  return {
    async find(window: ScheduledWindow, plan: OverlapPlan): Promise<Overlaps> {
      const key = plan.certainties.join();
      const known = indexed.get(key) ?? indexOf(plan);
      indexed.set(key, known);
      const { index, sources } = await known;
      basis.changesWith(window, now);
      return { ...overlappingWindows(index, window, plan, now), sources };
    },

    /** Makes later results in this request read again, so that they show its writes. */
    forgetReads: (): void => indexed.clear(),
  };
}
