import type { WindowReading } from "../cache/source-reader.js";
import { noValidity } from "../cache/source-reader.js";
import type { RequestContext } from "../datasources/provider.js";
import type { Datasources } from "../datasources/registry.js";
import { datasourceOfProvider, datasourceWithKey } from "../datasources/registry.js";
import type { SourceSelection } from "../domain/lists/source-selection.js";
import { includesSource } from "../domain/lists/source-selection.js";
import type { WindowFilter } from "../domain/lists/window-filter.js";
import { selectsSource } from "../domain/lists/window-filter.js";
import type { OrderedWindows } from "../domain/lists/window-order.js";
import { readableBy } from "../domain/permissions.js";
import type { Basis, ResponseBasis, Validity } from "../domain/response-basis.js";
import type { MaintenanceSource, SourceResult } from "../domain/sources.js";
import { earliestInstant, latestInstant } from "../domain/time/instants.js";
import type { ScheduledWindow } from "../domain/windows/scheduled-window.js";
import { splitWindowId } from "../domain/windows/window-ids.js";
import { basisOfResults } from "./basis-of-results.js";
import type { Connections } from "./configured-sources.js";
import type { SourceOutcomes } from "./source-outcomes.js";
import { failedResult, resultOf } from "./source-results.js";
import type { WindowOrderCache, WindowsBySource } from "./window-order-cache.js";

/** The origin and validity of a result from several sources. */
export interface Provenance extends Basis {
  readonly sources: readonly SourceResult[];
}

/** The windows of several sources. */
export interface SourceReads {
  readonly parts: WindowsBySource;
  /** All windows, each once, at the time of the request. */
  readonly current: OrderedWindows;
  readonly provenance: Provenance;
  /** What each source that the filter selects contributed. */
  readonly answers: readonly SourceAnswer[];
}

/** What all requests share. */
export interface SharedInventory {
  readonly connections: Connections;
  readonly outcomes: SourceOutcomes;
  readonly orders: WindowOrderCache;
}

/** Always the same list, so that its cached order stays valid. */
const noWindows: readonly ScheduledWindow[] = [];

/** The end of a result that is not fresh. */
const expired = Number.NEGATIVE_INFINITY;

export interface SourceAnswer {
  /** Null if nothing is known. */
  readonly reading: WindowReading | null;
  readonly result: SourceResult;
}

export type RequestReads = ReturnType<typeof createSourceReads>;

/** Reads the sources for one request. Each read declares what the response then depends on. */
export function createSourceReads(
  { connections, outcomes, orders }: SharedInventory,
  datasources: Datasources,
  { now, readDeadline, hasShortDeadline, permissions }: RequestContext,
  basis: ResponseBasis,
) {
  let known: readonly MaintenanceSource[] | undefined;
  let readable: readonly MaintenanceSource[] = [];

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

  /** Returns the ids of the sources that can have the window with this id; null if it is not the id of a window. */
  function sourceIdsOf(windowId: string): readonly string[] | null {
    return (
      datasourceWithKey(datasources, splitWindowId(windowId)?.providerKey ?? "")?.sourceIdsOf(windowId) ??
      null
    );
  }

  async function readSource(source: MaintenanceSource): Promise<SourceAnswer> {
    try {
      const reading = await datasourceOfProvider(datasources, source.provider).listWindows(source.id);
      // The first response of an AWS source contains its account.
      const known = sources().find(({ id }) => id === source.id) ?? source;
      return { reading, result: record(resultOf(known, reading)) };
    } catch (error) {
      return { reading: null, result: record(failedResult(source, error, outcomes.lastFetchedAt(source))) };
    }
  }

  function record(result: SourceResult): SourceResult {
    const isOutOfTime = hasShortDeadline && result.error?.code === "DEADLINE_EXCEEDED";
    // A cancelled request, or a timeout of a short deadline, says nothing about the source.
    if (!readDeadline.isCancelled() && !isOutOfTime) outcomes.record(result);
    return result;
  }

  /** Declares that the response depends on these answers, as long as `validity` says. */
  function declare(
    configured: readonly MaintenanceSource[],
    answers: readonly SourceAnswer[],
    validity: Omit<Validity, "freshUntilMs"> & Pick<Basis, "sourceIds">,
  ): Provenance {
    const freshUntilMs = answers.map(({ reading }) =>
      reading?.failure === null ? reading.freshUntilMs : expired,
    );
    const validities = answers.map(({ reading, result }) =>
      reading === null ? noValidity : outcomes.recorded(reading.validity, result),
    );
    const declared = basisOfResults(connections, configured, validities, {
      ...validity,
      // If no source was read, the result expires at once.
      freshUntilMs: answers.length === 0 ? expired : Math.min(...freshUntilMs),
    });
    basis.add(declared);
    return { ...declared, sources: answers.map(({ result }) => result) };
  }

  let sourceList: Basis | undefined;
  let sourcesById: ReadonlyMap<string, MaintenanceSource> | undefined;

  return {
    sources,

    /** Returns the source with that id, for a window of it. Throws if the caller may not read such a source. */
    sourceWithId(id: string): MaintenanceSource {
      sourcesById ??= new Map(sources().map((source) => [source.id, source]));
      sourceList ??= basisOfResults(connections, known, [], {
        validFrom: earliestInstant,
        validUntil: latestInstant,
        freshUntilMs: Number.POSITIVE_INFINITY,
        sourceIds: [],
      });
      basis.add(sourceList);
      const source = sourcesById.get(id);
      if (source === undefined) throw new Error(`There is no source ${id}.`);
      return source;
    },

    sourceIdsOf,

    /** Reads one source. A failure is its result. */
    readSource,

    /** Reads every source that the filter selects. A source that fails does not affect the others. */
    async read(filter: WindowFilter): Promise<SourceReads> {
      const configured = connections.sources();
      const ofIds = filter.ids && new Set(filter.ids.flatMap((id) => sourceIdsOf(id) ?? []));
      const selected = sources().filter(
        (source) => selectsSource(filter, source) && (!ofIds || ofIds.has(source.id)),
      );
      const answers = await Promise.all(selected.map(readSource));
      const parts = new Map(
        answers.map(({ reading, result }) => [result.source.id, reading?.windows ?? noWindows]),
      );
      const current = orders.ordered(parts, "NEXT_OCCURRENCE", now);
      const provenance = declare(configured, answers, {
        validFrom: current.from,
        validUntil: current.until,
        sourceIds: selected.map(({ id }) => id),
      });
      return { parts, current, provenance, answers };
    },

    /** Reads every source of the selection, for a result that does not depend on the time. */
    async readSelected(selection: SourceSelection): Promise<Pick<SourceReads, "answers" | "provenance">> {
      const configured = connections.sources();
      const selected = sources().filter((source) => includesSource(selection, source));
      const answers = await Promise.all(selected.map(readSource));
      // Windows in the result declare their own times, so no source is covered.
      const always = { validFrom: earliestInstant, validUntil: latestInstant, sourceIds: [] };
      return { answers, provenance: declare(configured, answers, always) };
    },
  };
}

/** Returns the source as a caller without write access sees it. */
function readOnly(source: MaintenanceSource): MaintenanceSource {
  return { ...source, capabilities: { ...source.capabilities, create: false, update: false, delete: false } };
}
