import { createRequestLoader } from "../../cache/request-loader.js";
import type { WindowReading } from "../../cache/source-reader.js";
import { invalidArgument, notFound } from "../../domain/failures/error-factories.js";
import type { Violation } from "../../domain/failures/failure.js";
import type { GatewayError } from "../../domain/failures/gateway-error.js";
import type { RequestContext } from "../provider.js";
import type { DatadogSource } from "./cached-source.js";
import { partsOfWindowId } from "./mapping.js";
import type { DatadogMaintenanceWindow } from "./model.js";
import { providerName } from "./model.js";

/** A window with all the others of its source, as one list told them. */
export interface ListedWindow {
  readonly window: DatadogMaintenanceWindow;
  readonly others: readonly DatadogMaintenanceWindow[];
}

/** Where a window is, or should be. */
export interface DatadogTarget {
  readonly source: DatadogSource;
  readonly id: string;
  readonly uuid: string;
}

export type DatadogReads = ReturnType<typeof createDatadogReads>;

/** What one request reads of all Datadog sources. */
export function createDatadogReads(sources: readonly DatadogSource[], context: RequestContext) {
  const windowLists = createRequestLoader(async (sourceId: string) => sourceWithId(sourceId).read(context));

  /** For single windows, whose callers do not learn how old the list is. */
  const goodLists = createRequestLoader(async (sourceId: string) =>
    sourceWithId(sourceId).readOrFail(context),
  );

  /** One list for all who want it at the same moment, and another for those who want it later. */
  const freshLists = createRequestLoader(async (source: DatadogSource) => source.listFresh(context), {
    cache: false,
  });

  function sourceWithId(sourceId: string): DatadogSource {
    const source = sources.find(({ id }) => id === sourceId);
    if (source === undefined) {
      throw notFound(
        "MaintenanceSource",
        sourceId,
        null,
        `The gateway has no Datadog source "${sourceId}"; maintenanceSources lists what it has.`,
      );
    }
    return source;
  }

  function listed(windows: readonly DatadogMaintenanceWindow[], id: string): ListedWindow | null {
    const window = windows.find((candidate) => candidate.id === id);
    return window === undefined
      ? null
      : { window, others: windows.filter((candidate) => candidate.id !== id) };
  }

  return {
    listWindows: (sourceId: string): Promise<WindowReading> => windowLists.load(sourceId),

    async findWindow(id: string): Promise<DatadogMaintenanceWindow | null> {
      const parts = partsOfWindowId(id);
      if (parts === null) throw malformedId(["id"]);
      if (!sources.some(({ id: sourceId }) => sourceId === parts.sourceId)) return null;
      return (await goodLists.load(parts.sourceId)).items.get(id) ?? null;
    },

    /** The source that a creation names; without a name, the only one there is. */
    sourceFor: (sourceId: string | null): DatadogSource =>
      sourceWithId(sourceId ?? sources[0]?.id ?? "datadog"),

    /** Why a creation must name its source; none where it did, or need not. */
    violationsOfSource(sourceId: string | null): readonly Violation[] {
      if (sourceId !== null || sources.length < 2) return [];
      const message = `sourceId is required, since there are several Datadog sources: ${sources.map(({ id }) => id).join(", ")}.`;
      return [{ path: ["input", "sourceId"], code: "REQUIRED", message }];
    },

    /** Every window of a source: as they are cached where that is fresh, else as Datadog has them now. */
    async listKnown(source: DatadogSource): Promise<readonly DatadogMaintenanceWindow[]> {
      const reading = source.readCached(context);
      return reading === null ? (await freshLists.load(source)).windows : [...reading.items.values()];
    },

    /** Where the window with this id is; throws for an id that is none, or of a source that is none. */
    locate(id: string): DatadogTarget {
      const parts = partsOfWindowId(id);
      if (parts === null) throw malformedId(["input", "id"]);
      return { source: sourceWithId(parts.sourceId), id, uuid: parts.uuid };
    },

    /** The window as it is cached, where that is fresh. */
    readCached({ source, id }: DatadogTarget): ListedWindow | null {
      const reading = source.readCached(context);
      return reading === null ? null : listed([...reading.items.values()], id);
    },

    /** The window as Datadog has it now, whatever is cached. */
    async readFresh({ source, id, uuid }: DatadogTarget): Promise<ListedWindow> {
      const { windows, show } = await freshLists.load(source);
      const found = listed(windows, id);
      if (found === null) {
        throw notFound(
          "DatadogMaintenanceWindow",
          id,
          providerName,
          `Datadog (${source.id}) has no maintenance window ${uuid}. Check the id; it may have been deleted.`,
        );
      }
      show(found.window);
      return found;
    },
  };
}

function malformedId(path: readonly string[]): GatewayError {
  const message = `${path.at(-1)} is not the id of a Datadog maintenance window: take it from the field id of one.`;
  return invalidArgument([{ path, code: "MALFORMED", message }]);
}
