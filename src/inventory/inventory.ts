import type { MaintenanceDatasource, RequestContext } from "../datasources/provider.js";
import type { Datasources } from "../datasources/registry.js";
import { datasourceWithKey, providers } from "../datasources/registry.js";
import { invalidArgument } from "../domain/failures/error-factories.js";
import type { Violation } from "../domain/failures/failure.js";
import { violationsOfFilter } from "../domain/lists/filter-violations.js";
import type { OccurrenceListPage } from "../domain/lists/maintenance-occurrences.js";
import { occurrencesPageOf, planOccurrences } from "../domain/lists/maintenance-occurrences.js";
import type { PageArguments } from "../domain/lists/pages.js";
import { fromOrder } from "../domain/lists/pages.js";
import type { SourceSelection } from "../domain/lists/source-selection.js";
import { includesSource, violationsOfSelection } from "../domain/lists/source-selection.js";
import type { TimeIndex } from "../domain/lists/time-index.js";
import { filterTimeIndex } from "../domain/lists/time-index.js";
import type { WindowFilter } from "../domain/lists/window-filter.js";
import { acceptedBy, acceptedWindows } from "../domain/lists/window-filter.js";
import type { WindowListPage } from "../domain/lists/window-list.js";
import { pageOf, planList } from "../domain/lists/window-list.js";
import type { WindowOrder } from "../domain/lists/window-order.js";
import type { ResponseBasis } from "../domain/response-basis.js";
import type { MaintenanceSource, SourceHealth } from "../domain/sources.js";
import type { MaintenanceVerdict } from "../domain/verdict/maintenance-verdict.js";
import { decide } from "../domain/verdict/maintenance-verdict.js";
import { missingSources } from "../domain/verdict/missing-information.js";
import type { VerdictQuestion } from "../domain/verdict/verdict-plan.js";
import { planVerdict } from "../domain/verdict/verdict-plan.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { splitWindowId } from "../domain/windows/window-ids.js";
import type { Admission } from "../scheduling/admission.js";
import { createAdmittedWork } from "./admitted-work.js";
import type { Connections } from "./configured-sources.js";
import { createOverlaps } from "./overlaps.js";
import { createSharedReads } from "./shared-reads.js";
import { acceptedUntilMs, knowledgeOf } from "./source-knowledge.js";
import { createSourceOutcomes } from "./source-outcomes.js";
import type { Provenance, SourceReads } from "./source-reads.js";
import { createSourceReads } from "./source-reads.js";
import { createWindowOrderCache } from "./window-order-cache.js";

export type WindowPage = WindowListPage & Provenance;
export type AllWindows = Provenance & { readonly windows: readonly ScheduledWindow[] };
export type OccurrencesPage = OccurrenceListPage & Provenance;
export type MaintenanceAt = MaintenanceVerdict & Provenance & { readonly at: Date | null };

export type Inventory = ReturnType<typeof createInventory>;

/**
 * Creates the inventory: reads all sources, merges their windows and records failures. Lives as long as the process. Work that
 * grows with the number of windows waits while the event loop is busy.
 */
export function createInventory(connections: Connections, admission: Pick<Admission, "admit">) {
  const outcomes = createSourceOutcomes(connections);
  const orders = createWindowOrderCache();
  const shared = { connections, outcomes, orders };

  /** Returns the inventory for one request. Each function declares what the response then depends on. */
  function forRequest(datasources: Datasources, context: RequestContext, basis: ResponseBasis) {
    const { now, steadyMs, readDeadline } = context;
    const reads = createSourceReads(shared, datasources, context, basis);
    const knownNames = () => ({
      sources: reads.sources(),
      isWindowId: (id: string) => reads.sourceIdsOf(id) !== null,
    });
    const whenAdmitted = createAdmittedWork(admission, readDeadline);
    const overlaps = createOverlaps(reads, orders, whenAdmitted, basis, now);

    function checkFilter(filter: WindowFilter): void {
      const violations = violationsOfFilter(filter, knownNames());
      if (violations.length > 0) throw invalidArgument(violations);
    }

    /** Returns an index of the windows that the filter accepts. Statuses are those at `at`. */
    function timeIndexOf({ parts, current }: SourceReads, filter: WindowFilter, at: Date): TimeIndex {
      const index = orders.timeIndex(parts, current);
      const accepts = acceptedBy(filter, at);
      return accepts === null ? index : filterTimeIndex(index, accepts);
    }

    return {
      /** Returns one page of windows. */
      async listWindows(filter: WindowFilter, order: WindowOrder, page: PageArguments): Promise<WindowPage> {
        const plan = planList(filter, order, page, knownNames(), now);
        const { parts, provenance } = await reads.read(filter);
        const found = await whenAdmitted(() => pageOf(orders.ordered(parts, order.field, plan.at), plan));
        return { ...found, ...provenance };
      },

      /**
       * Reads the sources of the selection, and computes a result of their readings. `compute` gets the ids of the sources that could be
       * read. The response then depends on these readings, so `compute` must use nothing else. Throws a ValidationError for the given
       * violations and those in the selection.
       */
      async readSources<Result extends object>(
        selection: SourceSelection,
        violations: readonly Violation[],
        compute: (datasources: Datasources, sourceIds: readonly string[]) => Promise<Result>,
      ): Promise<Result & Provenance> {
        const { providers: selected } = selection;
        const selectable = reads
          .sources()
          .filter((source) => includesSource({ providers: selected }, source));
        const all = [...violations, ...violationsOfSelection(selection, selectable)];
        if (all.length > 0) throw invalidArgument(all);
        const { answers, provenance } = await reads.readSelected(selection);
        const readable = answers.flatMap(({ reading, result }) => (reading ? [result.source.id] : []));
        const result = await whenAdmitted(() => compute(datasources, readable));
        return { ...result, ...provenance };
      },

      /** Returns every window once, ordered by next occurrence. */
      async allWindows(filter: WindowFilter): Promise<AllWindows> {
        checkFilter(filter);
        const { current, provenance } = await reads.read(filter);
        const accepted = await whenAdmitted(() => acceptedWindows(current.items, filter, now));
        return { windows: accepted.map(({ node }) => node), ...provenance };
      },

      /** Returns one page of occurrences. */
      async listOccurrences(
        range: { readonly from: Date; readonly to: Date },
        filter: WindowFilter,
        page: PageArguments,
      ): Promise<OccurrencesPage> {
        const plan = planOccurrences(range, filter, page, knownNames(), now);
        const read = await reads.read(filter);
        const found = await whenAdmitted(() =>
          occurrencesPageOf(timeIndexOf(read, filter, plan.at), fromOrder(plan, read.current.from)),
        );
        return { ...found, ...read.provenance };
      },

      /** Returns the windows that are open during the current or next occurrence of a window. */
      overlapping: overlaps.find,

      /** Answers a question about maintenance. */
      async maintenanceAt(question: VerdictQuestion): Promise<MaintenanceAt> {
        const plan = planVerdict(question, now);
        const read = await reads.read(question.filter);
        const knowledge = read.answers.map((answer) => knowledgeOf(answer, plan, steadyMs));
        const decided = await whenAdmitted(() =>
          decide(plan, {
            items: read.current.items,
            reported: orders.reported(read.parts, read.current),
            index: () => orders.timeIndex(read.parts, read.current),
            sources: knowledge,
            missingSources: missingSources(
              plan,
              knowledge.map(({ source }) => source),
              reads.sources().map(({ id }) => id),
            ),
          }),
        );
        const { validFrom, validUntil } = decided;
        const freshUntilMs = acceptedUntilMs(read, plan);
        basis.limit({ validFrom, validUntil, freshUntilMs });
        return { ...decided, at: question.at, ...read.provenance };
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

      /** Makes later reads in this request read again, so that they show its writes. */
      forgetReads(): void {
        basis.neverCache();
        for (const { forgetReads } of Object.values<MaintenanceDatasource>(datasources)) forgetReads();
        overlaps.forgetReads();
      },
    };
  }

  return {
    forRequest,
    healthOf: outcomes.healthOf,
    ...createSharedReads(shared),
  };
}
