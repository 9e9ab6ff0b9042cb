import type { Logger } from "pino";
import type { EventFilter } from "../domain/events/event-filter.js";
import type { Permissions } from "../domain/permissions.js";
import type { Clock } from "../domain/time/clock.js";
import type { VerdictQuestion } from "../domain/verdict/verdict-plan.js";
import type { Connections } from "../inventory/configured-sources.js";
import type { Inventory, MaintenanceAt } from "../inventory/inventory.js";
import type { StreamedEvent } from "./live-events.js";
import { createLiveEvents } from "./live-events.js";
import { createLiveVerdicts } from "./live-verdicts.js";
import { createReadContexts } from "./read-contexts.js";
import type { FollowOptions } from "./source-follower.js";
import { createSourceFollower } from "./source-follower.js";
import { createSourceWatch } from "./source-watch.js";

/** What changes by itself, as streams. Each stream ends when its consumer calls `return`. */
export interface Live {
  /** Yields the answer to a question about now at once, then whenever it differs. */
  readonly verdicts: (
    question: VerdictQuestion,
    permissions: Permissions,
  ) => AsyncIterableIterator<MaintenanceAt, void>;
  /** Yields what happens to windows and sources, after a position or from now on. */
  readonly events: (
    filter: EventFilter,
    after: string | null,
    permissions: Permissions,
  ) => AsyncIterableIterator<StreamedEvent, void>;
  /** Follows sources for the process itself, until the returned function is called. */
  readonly follow: (options: FollowOptions) => () => void;
  /** Takes note that the cached content of a source has changed. */
  readonly contentChanged: (sourceId: string) => void;
  /** Takes note that a refresh of a source has ended. */
  readonly refreshEnded: (sourceId: string, hasFailed: boolean) => void;
  readonly close: () => void;
}

export interface LiveOptions {
  readonly connections: Connections;
  readonly inventory: Inventory;
  readonly clock: Clock;
  readonly requestTimeoutMs: number;
  readonly logger: Pick<Logger, "error">;
}

/** Creates the live view of all sources. It reads nothing while nobody uses it. */
export function createLive({ connections, inventory, clock, requestTimeoutMs, logger }: LiveOptions): Live {
  const onUnexpected = (error: unknown) => logger.error({ err: error }, "unexpected error");
  const closing = new AbortController();
  const contexts = createReadContexts(clock, requestTimeoutMs, closing.signal);
  const watch = createSourceWatch(connections, inventory, contexts, clock, onUnexpected);
  return {
    verdicts: createLiveVerdicts({ connections, inventory, watch, contexts, clock, onUnexpected }),
    events: createLiveEvents({ connections, inventory, watch, clock, onUnexpected }),
    follow: createSourceFollower({ inventory, watch, clock, onUnexpected }),
    contentChanged: watch.contentChanged,
    refreshEnded: watch.refreshEnded,
    close() {
      closing.abort();
      watch.close();
    },
  };
}
