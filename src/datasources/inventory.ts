import type { Failure } from "../domain/errors.js";
import { GatewayError, invalid } from "../domain/errors.js";
import { splitWindowId } from "../domain/ids.js";
import type { MaintenanceSource, SourceHealth, SourceResult } from "../domain/sources.js";
import type { Page, PageArguments, WindowFilter, WindowOrder } from "../domain/window-lists.js";
import { asksSource, pageOf, planList } from "../domain/window-lists.js";
import type { ScheduledWindow } from "../domain/windows.js";
import type { RequestScope } from "./provider.js";
import type { Connections, Datasources } from "./registry.js";
import { datasourceOfProvider, datasourceWithKey, providers } from "./registry.js";

/** A page of windows over all sources, and what each source contributed. */
export interface WindowPage extends Page<ScheduledWindow> {
  readonly sources: readonly SourceResult[];
}

const neverAsked: SourceHealth = { state: "UNKNOWN", fetchedAt: null, error: null };

/** Asks all sources, merges what they say, and remembers who failed. Lives as long as the process. */
export function createInventory(connections: Connections) {
  /** What the last list of each source came to, by source id. */
  const health = new Map<string, SourceHealth>();

  function findSource(id: string): MaintenanceSource | null {
    return connections.sources().find((source) => source.id === id) ?? null;
  }

  /** The inventory as one request sees it. */
  function forRequest(datasources: Datasources, { now }: RequestScope) {
    async function readSource(source: MaintenanceSource): Promise<SourceAnswer> {
      try {
        const windows = await datasourceOfProvider(datasources, source.provider).listWindows(source.id);
        return { windows, result: remember({ source, state: "OK", fetchedAt: now, error: null }) };
      } catch (error) {
        const failure = expectedFailure(error);
        const { fetchedAt } = health.get(source.id) ?? neverAsked;
        return {
          windows: [],
          result: remember({ source, state: "FAILED", fetchedAt, error: failure }),
        };
      }
    }

    function remember(result: SourceResult): SourceResult {
      const { source, ...outcome } = result;
      health.set(source.id, outcome);
      return result;
    }

    return {
      /** One page; a source that fails is named in it and takes nothing from the others. */
      async listWindows(filter: WindowFilter, order: WindowOrder, page: PageArguments): Promise<WindowPage> {
        const sources = connections.sources();
        const plan = planList(
          filter,
          order,
          page,
          sources.map(({ id }) => id),
          now,
        );
        const answers = await Promise.all(
          sources.filter((source) => asksSource(filter, source)).map((source) => readSource(source)),
        );
        return {
          ...pageOf(
            answers.flatMap(({ windows }) => windows),
            plan,
          ),
          sources: answers.map(({ result }) => result),
        };
      },

      /** Null where no source has it. */
      findWindow(id: string): Promise<ScheduledWindow | null> {
        const datasource = datasourceWithKey(datasources, splitWindowId(id)?.providerKey ?? "");
        if (datasource === null) {
          const message = `id is not the id of a maintenance window; such an id begins with ${Object.keys(providers).join(": or ")}:, and a window's field id holds it.`;
          throw invalid([{ path: ["id"], code: "MALFORMED", message }]);
        }
        return datasource.findWindow(id);
      },

      /** The source with this id; throws where there is none. */
      sourceOf(window: ScheduledWindow): MaintenanceSource {
        const source = findSource(window.sourceId);
        if (source === null) throw new Error(`There is no source ${window.sourceId}.`);
        return source;
      },

      sources: (): readonly MaintenanceSource[] => connections.sources(),

      /** How the source did when it was last listed, by whichever request. */
      healthOf: (source: MaintenanceSource): SourceHealth => health.get(source.id) ?? neverAsked,
    };
  }

  return { forRequest };
}

interface SourceAnswer {
  readonly windows: readonly ScheduledWindow[];
  readonly result: SourceResult;
}

/** A programming error is not a source's failure and goes on. */
function expectedFailure(error: unknown): Failure {
  if (error instanceof GatewayError) return error.failure;
  throw error;
}
