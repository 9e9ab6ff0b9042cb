import type { ReadingValidity, WindowReading } from "../cache/source-reader.js";
import { noValidity } from "../cache/source-reader.js";
import type { RequestContext } from "../datasources/provider.js";
import type { Datasources } from "../datasources/registry.js";
import { datasourceOfProvider, datasourceWithKey, providers } from "../datasources/registry.js";
import { invalidArgument } from "../domain/failures/error-factories.js";
import type { Failure } from "../domain/failures/failure.js";
import { GatewayError } from "../domain/failures/gateway-error.js";
import type { OccurrenceEntry } from "../domain/lists/maintenance-occurrences.js";
import { occurrencesPageOf, planOccurrences } from "../domain/lists/maintenance-occurrences.js";
import type { OpenWindows } from "../domain/lists/open-windows.js";
import { openWindows } from "../domain/lists/open-windows.js";
import type { Page, PageArguments } from "../domain/lists/pages.js";
import { fromOrder } from "../domain/lists/pages.js";
import type { WindowFilter } from "../domain/lists/window-filter.js";
import { acceptedBy, acceptsAll, selectsSource, violationsOfFilter } from "../domain/lists/window-filter.js";
import type { WindowListPage } from "../domain/lists/window-list.js";
import { pageOf, planList } from "../domain/lists/window-list.js";
import type { OrderedWindow, OrderedWindows, WindowOrder } from "../domain/lists/window-order.js";
import { readableBy } from "../domain/permissions.js";
import type { Basis, ResponseBasis } from "../domain/response-basis.js";
import { earliest } from "../domain/response-basis.js";
import type { MaintenanceSource, SourceHealth, SourceOutcome, SourceResult } from "../domain/sources.js";
import { earliestInstant, latestInstant } from "../domain/time/instants.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { splitWindowId } from "../domain/windows/window-ids.js";
import { basisOfResults } from "./basis-of-results.js";
import type { Connections } from "./configured-sources.js";
import type { WindowsBySource } from "./window-order-cache.js";
import { createWindowOrderCache } from "./window-order-cache.js";

/** The origin and validity of a result from several sources. */
export interface Provenance extends Basis {
  readonly sources: readonly SourceResult[];
}

export type WindowPage = WindowListPage & Provenance;
export type AllWindows = Provenance & { readonly windows: readonly ScheduledWindow[] };
export type OccurrencesPage = Page<OccurrenceEntry> & Provenance;
export type MaintenanceAt = OpenWindows & Provenance & { readonly at: Date | null };

/** Always the same list, so that its cached order stays valid. */
const noWindows: readonly ScheduledWindow[] = [];

const neverRead: SourceOutcome = { state: "UNKNOWN", fetchedAt: null, error: null };

export type Inventory = ReturnType<typeof createInventory>;

/** Creates the inventory: reads all sources, merges their windows and records failures. Lives as long as the process. */
export function createInventory(connections: Connections) {
  /** The outcome of the last list of each source, by source id. */
  const outcomes = new Map<string, SourceOutcome>();
  const ordered = createWindowOrderCache();

  /** Returns the outcome of the source's last list, from any request, and the state of its circuit. */
  function healthOf({ id }: MaintenanceSource): SourceHealth {
    const circuit = connections.upstreams().get(id)?.circuit ?? "CLOSED";
    const { state, fetchedAt, error } = outcomes.get(id) ?? neverRead;
    return { state, fetchedAt, error, circuit };
  }

  // Not within `forRequest`, whose closures refer to the request and its data: a cached response keeps them.
  function validityOf({ reading, result }: SourceAnswer): ReadingValidity {
    return reading === null ? noValidity : recordedValidity(reading.validity, result);
  }

  function recordedValidity({ isUnchanged, reuse }: ReadingValidity, result: SourceResult): ReadingValidity {
    return {
      isUnchanged,
      reuse() {
        reuse();
        outcomes.set(result.source.id, result);
      },
    };
  }

  /** Returns the inventory for one request. Each function declares what the response then depends on. */
  function forRequest(
    datasources: Datasources,
    { now, readDeadline, hasShortDeadline, permissions }: RequestContext,
    basis: ResponseBasis,
  ) {
    /** Returns the sources that the caller may read, with the capabilities that it may use. */
    function sources(): readonly MaintenanceSource[] {
      const current = connections.sources();
      if (current !== known) {
        known = current;
        readable = readableBy(permissions, current).map((source) =>
          permissions.mayWrite(source.id) ? source : readOnly(source),
        );
      }
      return readable;
    }

    let known: readonly MaintenanceSource[] | undefined;
    let readable: readonly MaintenanceSource[] = [];

    async function readSource(source: MaintenanceSource): Promise<SourceAnswer> {
      try {
        const reading = await datasourceOfProvider(datasources, source.provider).listWindows(source.id);
        return { reading, result: record(resultOf(source, reading)) };
      } catch (error) {
        const { fetchedAt } = outcomes.get(source.id) ?? neverRead;
        const failure = expectedFailure(error);
        return { reading: null, result: record({ source, state: "FAILED", fetchedAt, error: failure }) };
      }
    }

    function record(result: SourceResult): SourceResult {
      const isOutOfTime = hasShortDeadline && result.error?.code === "DEADLINE_EXCEEDED";
      // A cancelled request, or a timeout of a short deadline, says nothing about the source.
      if (!readDeadline.isCancelled() && !isOutOfTime) outcomes.set(result.source.id, result);
      return result;
    }

    /** Reads every source that the filter selects. A source that fails does not affect the others. */
    async function readSources(filter: WindowFilter): Promise<Contribution> {
      const configured = connections.sources();
      const selected = sources().filter((source) => selectsSource(filter, source));
      const answers = await Promise.all(selected.map(readSource));
      const results = answers.map(({ result }) => result);
      const parts = new Map(
        answers.map(({ reading, result }) => [result.source.id, reading?.windows ?? noWindows]),
      );
      const current = ordered(parts, "NEXT_OCCURRENCE", now);
      const freshUntil = answers.map(({ reading }) => (reading?.failure === null ? reading.freshUntil : now));
      const declared = basisOfResults(connections, configured, answers.map(validityOf), {
        validFrom: current.from,
        // If no source was read, the result expires at once.
        validUntil: parts.size === 0 ? now : earliest(current.until, ...freshUntil),
        sourceIds: selected.map(({ id }) => id),
      });
      basis.add(declared);
      return { parts, current, provenance: { ...declared, sources: results } };
    }

    /** The sources with their account ids, as they are shown for a window. */
    let sourceList: Basis | undefined;
    let sourcesById: ReadonlyMap<string, MaintenanceSource> | undefined;
    const sourceIds = () => sources().map(({ id }) => id);

    function checkFilter(filter: WindowFilter): void {
      const violations = violationsOfFilter(filter, sourceIds());
      if (violations.length > 0) throw invalidArgument(violations);
    }

    return {
      /** Returns one page of windows. */
      async listWindows(filter: WindowFilter, order: WindowOrder, page: PageArguments): Promise<WindowPage> {
        const plan = planList(filter, order, page, sourceIds(), now);
        const { parts, provenance } = await readSources(filter);
        return { ...pageOf(ordered(parts, order, plan.at), plan), ...provenance };
      },

      /** Returns every window once, ordered by next occurrence. */
      async allWindows(filter: WindowFilter): Promise<AllWindows> {
        checkFilter(filter);
        const { current, provenance } = await readSources(filter);
        return { windows: windowsOf(current, filter, now).map(({ node }) => node), ...provenance };
      },

      /** Returns one page of occurrences. */
      async listOccurrences(
        range: { readonly from: Date; readonly to: Date },
        filter: WindowFilter,
        page: PageArguments,
      ): Promise<OccurrencesPage> {
        const plan = planOccurrences(range, filter, page, sourceIds(), now);
        const { current, provenance } = await readSources(filter);
        return { ...occurrencesPageOf(current.items, fromOrder(plan, current.from)), ...provenance };
      },

      /** Returns the windows that are open at an instant; null for the time of the request. */
      async openAt(at: Date | null, filter: WindowFilter): Promise<MaintenanceAt> {
        checkFilter(filter);
        const { current, provenance } = await readSources(filter);
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
      sourceOf(window: ScheduledWindow): MaintenanceSource {
        sourcesById ??= new Map(sources().map((source) => [source.id, source]));
        sourceList ??= basisOfResults(connections, known, [], {
          validFrom: earliestInstant,
          validUntil: latestInstant,
          sourceIds: [],
        });
        basis.add(sourceList);
        const source = sourcesById.get(window.sourceId);
        if (source === undefined) throw new Error(`There is no source ${window.sourceId}.`);
        return source;
      },

      /** Returns the sources that the caller may read, with the capabilities that it may use. */
      sources(): readonly MaintenanceSource[] {
        basis.neverCache();
        return sources();
      },

      healthOf(source: MaintenanceSource): SourceHealth {
        basis.neverCache();
        return healthOf(source);
      },
    };
  }

  return { forRequest, healthOf };
}

interface SourceAnswer {
  /** Null if nothing is known. */
  readonly reading: WindowReading | null;
  readonly result: SourceResult;
}

interface Contribution {
  readonly parts: WindowsBySource;
  /** All windows, each once, at the time of the request. */
  readonly current: OrderedWindows;
  readonly provenance: Provenance;
}

/** Returns the windows that the filter accepts. Statuses are those at `at`. */
function windowsOf({ items }: OrderedWindows, filter: WindowFilter, at: Date): readonly OrderedWindow[] {
  return acceptsAll(filter) ? items : items.filter(acceptedBy(filter, at));
}

function resultOf(source: MaintenanceSource, { fetchedAt, failure }: WindowReading): SourceResult {
  return { source, state: failure === null ? "OK" : "STALE", fetchedAt, error: failure };
}

/** Returns the source as a caller without write access sees it. */
function readOnly(source: MaintenanceSource): MaintenanceSource {
  return { ...source, capabilities: { ...source.capabilities, create: false, update: false, delete: false } };
}

/** Returns the failure of a source; rethrows programming errors. */
function expectedFailure(error: unknown): Failure {
  if (error instanceof GatewayError) return error.failure;
  throw error;
}
