import type { EventFilter } from "../domain/events/event-filter.js";
import { eventsAcceptedBy, requireValidEventFilter } from "../domain/events/event-filter.js";
import type { MaintenanceEvent } from "../domain/events/maintenance-event.js";
import { limitExceeded } from "../domain/failures/error-factories.js";
import { selectsSource } from "../domain/lists/window-filter.js";
import type { Permissions } from "../domain/permissions.js";
import { readableBy } from "../domain/permissions.js";
import type { Clock } from "../domain/time/clock.js";
import type { Connections } from "../inventory/configured-sources.js";
import type { Inventory } from "../inventory/inventory.js";
import type { OnUnexpected } from "../scheduling/timer.js";
import { createTimer } from "../scheduling/timer.js";
import { abortable, unlessAborted } from "./abortable.js";
import { resumableMs } from "./constants.js";
import type { FeedProgress } from "./event-feed.js";
import { createEventFeed } from "./event-feed.js";
import { createEventLog } from "./event-log.js";
import type { SourceWatch } from "./source-watch.js";

/** The start of a stream that cannot continue at the position of its client. */
export interface StreamRestarted {
  readonly kind: "MaintenanceStreamRestarted";
  readonly type: "RESTARTED";
  readonly at: Date;
}

/** An event as a stream delivers it. `position` is where a later stream continues after it. */
export type StreamedEvent = (MaintenanceEvent | StreamRestarted) & { readonly position: string };

export interface LiveEventOptions {
  readonly connections: Pick<Connections, "sources">;
  readonly inventory: Pick<Inventory, "ordered">;
  readonly watch: SourceWatch;
  readonly clock: Clock;
  readonly onUnexpected: OnUnexpected;
}

/** Creates the streams of events. Without an open stream, the gateway reads nothing for them, and notices no event. */
export function createLiveEvents(options: LiveEventOptions) {
  const { connections, inventory, watch, clock, onUnexpected } = options;
  const log = createEventLog();
  const record = ({ events, recoveries, interruptedIds }: FeedProgress) => {
    log.append([...events, ...recoveries]);
    log.interrupt(interruptedIds);
  };
  const feed = createEventFeed(inventory, clock, record, onUnexpected);
  const forgetting = createTimer(() => log.interrupt(feed.forget()), onUnexpected);
  const observe = () => feed.observe(watch.answers(), watch.unreadIds());
  let streams = 0;

  /** Holds the sources of one stream. Between two streams, what is known is kept, so that the next one can resume. */
  function hold(sourceIds: readonly string[]) {
    streams += 1;
    forgetting.clear();
    const watching = watch.watch(sourceIds, observe);
    let isHeld = true;
    return {
      ready: watching.ready.then(() => {
        if (isHeld) observe();
      }),
      release(): void {
        isHeld = false;
        streams -= 1;
        watching.release();
        if (streams > 0) return;
        feed.pause();
        forgetting.setIn(resumableMs);
      },
    };
  }

  /** Yields the events after a position, then each event when it happens. */
  async function* follow(
    filter: EventFilter,
    after: string | null,
    permissions: Permissions,
    signal: AbortSignal,
  ): AsyncGenerator<StreamedEvent, void> {
    const readable = readableBy(permissions, connections.sources());
    requireValidEventFilter(filter, readable);
    const accepts = eventsAcceptedBy(filter);
    const isShown = (event: MaintenanceEvent) => permissions.mayRead(sourceIdOf(event)) && accepts(event);
    const sourceIds = readable.filter((source) => selectsSource(filter, source)).map(({ id }) => id);
    const own = hold(sourceIds);
    try {
      await unlessAborted(own.ready, signal);
      if (signal.aborted) return;
      const resumed = after === null ? log.last() : log.numberAt(after);
      let number = resumed ?? log.last();
      if (resumed === null || !log.isComplete(resumed, sourceIds)) {
        number = log.last();
        yield { ...restarted(clock().now), position: log.positionOf(number) };
      }
      while (!signal.aborted) {
        const next = log.after(number);
        if (next === null) throw tooSlow();
        for (const logged of next) {
          number = logged.number;
          if (isShown(logged.event)) yield logged.event;
        }
        if (next.length === 0) await log.changed(signal);
      }
    } finally {
      own.release();
    }
  }

  return (filter: EventFilter, after: string | null, permissions: Permissions) =>
    abortable((signal) => follow(filter, after, permissions, signal));
}

function sourceIdOf(event: MaintenanceEvent): string {
  return event.kind === "MaintenanceSourceEvent" ? event.source.id : event.window.sourceId;
}

function restarted(at: Date): StreamRestarted {
  return { kind: "MaintenanceStreamRestarted", type: "RESTARTED", at };
}

function tooSlow() {
  return limitExceeded(
    "The client reads the stream too slowly: the gateway no longer has the next events. Query the windows again, then open a new stream.",
  );
}
