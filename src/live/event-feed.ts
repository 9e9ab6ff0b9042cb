import { eventsBetween, firstKnown, sourceEvents } from "../domain/events/events-between.js";
import type { KnownMaintenance, KnownSource } from "../domain/events/known-maintenance.js";
import { knownAfter } from "../domain/events/known-maintenance.js";
import type { MaintenanceEvent, SourceEvent } from "../domain/events/maintenance-event.js";
import type { Clock } from "../domain/time/clock.js";
import type { Inventory } from "../inventory/inventory.js";
import type { SourceAnswer } from "../inventory/source-reads.js";
import type { OnUnexpected } from "../scheduling/timer.js";
import { createTimer } from "../scheduling/timer.js";

/** What happened since the last time, and what is known after it. */
export interface FeedProgress {
  readonly events: readonly MaintenanceEvent[];
  /** The recoveries of sources that could not be read from the start. */
  readonly recoveries: readonly SourceEvent[];
  /** The sources whose earlier events can be missing, because they were not watched before, or are no longer. */
  readonly interruptedIds: readonly string[];
  readonly known: KnownMaintenance;
}

const noSources: KnownMaintenance["sources"] = new Map();

/**
 * Follows what is known of the windows, and reports what happens to them, each event once. `initial` is what was known at an earlier
 * time; null to begin with the first answers.
 */
export function createEventFeed(
  inventory: Pick<Inventory, "ordered">,
  clock: Clock,
  onProgress: (progress: FeedProgress) => void,
  onUnexpected: OnUnexpected,
  initial: KnownMaintenance | null = null,
) {
  let known = initial;
  let answers: ReadonlyMap<string, SourceAnswer> = new Map();
  let unreadIds: readonly string[] = [];
  /** The failures of sources of which nothing is known yet. */
  let failed: ReadonlyMap<string, Pick<SourceAnswer, "result">> = new Map();
  const timer = createTimer(advance, onUnexpected);

  function advance(): void {
    const { now } = clock();
    // If the clock was set back, the schedules wait.
    const at = known !== null && now < known.at ? known.at : now;
    const sources = new Map<string, KnownSource>();
    for (const [id, { result, reading }] of answers) {
      const source = knownAfter(known?.sources.get(id), result, reading);
      if (source !== null) sources.set(id, source);
    }
    for (const id of unreadIds) {
      const source = known?.sources.get(id);
      if (source !== undefined) sources.set(id, source);
    }
    const parts = new Map([...sources].map(([id, { windows }]) => [id, windows]));
    const observed = { at, sources, ordered: inventory.ordered(parts, at) };
    timer.setIn(observed.ordered.until.getTime() - now.getTime());
    const recoveries = sourceEvents(failed, { at, sources });
    const stillFailed = [...failed].filter(([id]) => unreadIds.includes(id));
    failed = new Map([...stillFailed, ...answers].filter(([id]) => !sources.has(id)));
    const knownBefore = known?.sources ?? noSources;
    const interruptedIds = [
      ...[...sources.keys()].filter((id) => !knownBefore.has(id)),
      ...[...knownBefore.keys()].filter((id) => !sources.has(id)),
    ];
    const progress =
      known === null ? { events: [], known: firstKnown(observed) } : eventsBetween(known, observed);
    known = progress.known;
    onProgress({ ...progress, recoveries, interruptedIds });
  }

  return {
    /** Takes note of the last answers of all watched sources. What is known of those that are still unread stays known. */
    observe(latest: ReadonlyMap<string, SourceAnswer>, stillUnreadIds: readonly string[] = []): void {
      answers = latest;
      unreadIds = stillUnreadIds;
      advance();
    },

    /** Stops the timer. What happens until somebody observes again is reported then. */
    pause: timer.clear,

    /** Forgets what is known. What happens until somebody observes again is not reported. Returns the sources of which that is true. */
    forget(): readonly string[] {
      timer.clear();
      const forgotten = known?.sources ?? noSources;
      known = null;
      failed = new Map();
      return [...forgotten.keys()];
    },
  };
}
