import type { WindowReading } from "../cache/source-reader.js";
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
import type { WindowFilter } from "../domain/lists/window-filter.js";
import { matches, selectsSource, violationsOfFilter } from "../domain/lists/window-filter.js";
import type { WindowListPage } from "../domain/lists/window-list.js";
import { pageOf, planList } from "../domain/lists/window-list.js";
import type { WindowOrder } from "../domain/lists/window-order.js";
import { readableBy } from "../domain/permissions.js";
import type { MaintenanceSource, SourceHealth, SourceOutcome, SourceResult } from "../domain/sources.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { splitWindowId } from "../domain/windows/window-ids.js";
import type { Connections } from "./configured-sources.js";
import type { WindowsBySource } from "./window-order-cache.js";
import { createWindowOrderCache } from "./window-order-cache.js";

/** The origin and validity of a result from several sources. */
export interface Provenance {
  readonly sources: readonly SourceResult[];
  /** From this instant on, the same query can have a different result. */
  readonly validUntil: Date;
}

export type WindowPage = WindowListPage & Provenance;
export type AllWindows = Provenance & { readonly windows: readonly ScheduledWindow[] };
export type OccurrencesPage = Page<OccurrenceEntry> & Provenance;
export type MaintenanceAt = OpenWindows & Provenance & { readonly at: Date };

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
    return { ...(outcomes.get(id) ?? neverRead), circuit };
  }

  /** Returns the inventory for one request. */
  function forRequest(
    datasources: Datasources,
    { now, readDeadline, hasShortDeadline, permissions }: RequestContext,
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
      const { source, ...outcome } = result;
      const isOutOfTime = hasShortDeadline && outcome.error?.code === "DEADLINE_EXCEEDED";
      // A cancelled request, or a timeout of a short deadline, says nothing about the source.
      if (!readDeadline.isCancelled() && !isOutOfTime) outcomes.set(source.id, outcome);
      return result;
    }

    /** Reads every source that the filter selects. A source that fails does not affect the others. */
    async function readSources(filter: WindowFilter): Promise<Contribution> {
      const selected = sources().filter((source) => selectsSource(filter, source));
      const answers = await Promise.all(selected.map(readSource));
      const results = answers.map(({ result }) => result);
      const parts = new Map(
        answers.map(({ reading, result }) => [result.source.id, reading?.windows ?? noWindows]),
      );
      const freshUntil = answers.map(({ reading }) => (reading?.failure === null ? reading.freshUntil : now));
      // If no source was read, the result expires at once.
      const changesAt = parts.size === 0 ? now : ordered(parts, "NEXT_OCCURRENCE", now).until;
      return { parts, provenance: { sources: results, validUntil: earliest([changesAt, ...freshUntil]) } };
    }

    let sourcesById: ReadonlyMap<string, MaintenanceSource> | undefined;
    const sourceIds = () => sources().map(({ id }) => id);

    return {
      /** Returns one page of windows. */
      async listWindows(filter: WindowFilter, order: WindowOrder, page: PageArguments): Promise<WindowPage> {
        const plan = planList(filter, order, page, sourceIds(), now);
        const { parts, provenance } = await readSources(filter);
        return { ...pageOf(ordered(parts, order, plan.at), plan), ...provenance };
      },

      /** Returns every window once, ordered by next occurrence. */
      async allWindows(filter: WindowFilter): Promise<AllWindows> {
        const violations = violationsOfFilter(filter, sourceIds());
        if (violations.length > 0) throw invalidArgument(violations);
        const { parts, provenance } = await readSources(filter);
        const windows = ordered(parts, "NEXT_OCCURRENCE", now).items.map(({ node }) => node);
        return { windows: windows.filter((window) => matches(window, filter, now)), ...provenance };
      },

      /** Returns one page of occurrences. */
      async listOccurrences(
        range: { readonly from: Date; readonly to: Date },
        filter: WindowFilter,
        page: PageArguments,
      ): Promise<OccurrencesPage> {
        const plan = planOccurrences(range, filter, page, sourceIds(), now);
        const { parts, provenance } = await readSources(filter);
        return { ...occurrencesPageOf(windowsIn(parts), plan), ...provenance };
      },

      /** Returns the windows that are open at an instant. */
      async openAt(at: Date, filter: WindowFilter): Promise<MaintenanceAt> {
        const violations = violationsOfFilter(filter, sourceIds());
        if (violations.length > 0) throw invalidArgument(violations);
        const { parts, provenance } = await readSources(filter);
        const wanted = windowsIn(parts).filter((window) => matches(window, filter, at));
        return { at, ...openWindows(wanted, at), ...provenance };
      },

      /** Returns the window with this id; null if its source does not have it. */
      findWindow(id: string): Promise<ScheduledWindow | null> {
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
        const source = sourcesById.get(window.sourceId);
        if (source === undefined) throw new Error(`There is no source ${window.sourceId}.`);
        return source;
      },

      sources,

      healthOf,
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
  readonly provenance: Provenance;
}

function windowsIn(parts: WindowsBySource): readonly ScheduledWindow[] {
  return [...parts.values()].flat();
}

function resultOf(source: MaintenanceSource, { fetchedAt, failure }: WindowReading): SourceResult {
  return { source, state: failure === null ? "OK" : "STALE", fetchedAt, error: failure };
}

/** Returns the source as a caller without write access sees it. */
function readOnly(source: MaintenanceSource): MaintenanceSource {
  return { ...source, capabilities: { ...source.capabilities, create: false, update: false, delete: false } };
}

function earliest(instants: readonly Date[]): Date {
  return new Date(Math.min(...instants.map((instant) => instant.getTime())));
}

/** Returns the failure of a source; rethrows programming errors. */
function expectedFailure(error: unknown): Failure {
  if (error instanceof GatewayError) return error.failure;
  throw error;
}
