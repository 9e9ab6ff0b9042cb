import { createRequestLoader } from "../../cache/request-loader.js";
import type { WindowReading } from "../../cache/source-reader.js";
import { invalidArgument, notFound } from "../../domain/failures/error-factories.js";
import type { Violation } from "../../domain/failures/failure.js";
import type { GatewayError } from "../../domain/failures/gateway-error.js";
import { shortened } from "../../domain/failures/quoted-values.js";
import type { RequestContext } from "../provider.js";
import type { DatadogSource } from "./cached-source.js";
import { partsOfWindowId } from "./mapping.js";
import type { DatadogMaintenanceWindow } from "./model.js";
import { providerName } from "./model.js";
import type { WindowList } from "./window-list.js";
import { windowListOf } from "./window-list.js";

/** A window and all windows of its source, from the same list. */
export interface ListedWindow {
  readonly window: DatadogMaintenanceWindow;
  readonly known: WindowList;
}

/** The source and ids of a window, which may not exist. */
export interface DatadogTarget {
  readonly source: DatadogSource;
  readonly id: string;
  readonly uuid: string;
}

export type DatadogReads = ReturnType<typeof createDatadogReads>;

/** Creates the reads of one request over all Datadog sources. */
export function createDatadogReads(sources: readonly DatadogSource[], context: RequestContext) {
  const windowLists = createRequestLoader(async (sourceId: string) => sourceWithId(sourceId).read(context));

  /** Lists for reads of a single window. They fail instead of returning stale data, because the result cannot show its age. */
  const goodLists = createRequestLoader(async (sourceId: string) =>
    sourceWithId(sourceId).readOrFail(context),
  );

  /** Fresh lists. Only simultaneous reads share one. */
  const freshLists = createRequestLoader(async (source: DatadogSource) => source.listFresh(context), {
    cache: false,
  });

  function sourceWithId(sourceId: string): DatadogSource {
    const source = sources.find(({ id }) => id === sourceId);
    if (source === undefined) {
      const shown = shortened(sourceId);
      throw notFound("MaintenanceSource", shown, null, messageOfUnknownSource(shown));
    }
    return source;
  }

  function messageOfUnknownSource(sourceId: string): string {
    if (sources.length === 0) {
      return "You cannot access any Datadog source. `maintenanceSources` lists the sources that you can access.";
    }
    const ids = sources.map(({ id }) => id).join(", ");
    return `"${sourceId}" is not the id of a Datadog source. Use one of: ${ids}. \`maintenanceSources\` lists the sources of all providers.`;
  }

  function listed(known: WindowList, id: string): ListedWindow | null {
    const window = known.withId(id);
    return window && { window, known };
  }

  return {
    listWindows: (sourceId: string): Promise<WindowReading> => windowLists.load(sourceId),

    sourceIdsOf(windowId: string): readonly string[] | null {
      const parts = partsOfWindowId(windowId);
      return parts && sources.flatMap(({ id }) => (id === parts.sourceId ? [id] : []));
    },
    forgetReads: (): void => void windowLists.clearAll(),

    async findWindow(id: string): Promise<DatadogMaintenanceWindow | null> {
      const parts = partsOfWindowId(id);
      if (parts === null) throw malformedId(["id"]);
      if (!sources.some(({ id: sourceId }) => sourceId === parts.sourceId)) return null;
      return windowListOf(await goodLists.load(parts.sourceId)).withId(id);
    },

    /** Returns the source that a creation names; without a name, the only one. */
    sourceFor: (sourceId: string | null): DatadogSource =>
      sourceWithId(sourceId ?? sources[0]?.id ?? "datadog"),

    /** Returns a violation if a creation must name its source but does not. */
    violationsOfSource(sourceId: string | null): readonly Violation[] {
      if (sourceId !== null || sources.length < 2) return [];
      const message = `\`sourceId\` is required because there are several Datadog sources. Use one of: ${sources.map(({ id }) => id).join(", ")}.`;
      return [{ path: ["input", "sourceId"], code: "REQUIRED", message }];
    },

    /** Returns all windows of a source, from the cache if it is fresh, otherwise from Datadog. */
    async listKnown(source: DatadogSource): Promise<WindowList> {
      const reading = source.readCached();
      return reading === null ? (await freshLists.load(source)).known : windowListOf(reading);
    },

    /** Returns the source and UUID in a window's id. Throws if the id is malformed or its source does not exist. */
    locate(id: string): DatadogTarget {
      const parts = partsOfWindowId(id);
      if (parts === null) throw malformedId(["input", "id"]);
      return { source: sourceWithId(parts.sourceId), id, uuid: parts.uuid };
    },

    /** Returns the window from the cache; null if the cache is not fresh or does not contain it. */
    readCached({ source, id }: DatadogTarget): ListedWindow | null {
      const reading = source.readCached();
      return reading?.items.has(id) ? listed(windowListOf(reading), id) : null;
    },

    /** Reads the window from Datadog. Throws if it does not exist. */
    async readFresh({ source, id, uuid }: DatadogTarget): Promise<ListedWindow> {
      const { known, show } = await freshLists.load(source);
      const found = listed(known, id);
      if (found === null) {
        throw notFound(
          "DatadogMaintenanceWindow",
          id,
          providerName,
          `Datadog (${source.id}) has no maintenance window ${uuid}. Check the id: the window may have been deleted.`,
        );
      }
      show(found.window);
      return found;
    },
  };
}

function malformedId(path: readonly string[]): GatewayError {
  const message = `\`${path.at(-1)}\` is not the id of a Datadog maintenance window. The format is datadog:<source id>:<uuid>. Use the \`id\` field of a window.`;
  return invalidArgument([{ path, code: "MALFORMED", message }]);
}
