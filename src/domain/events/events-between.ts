import { changeEvents } from "./change-events.js";
import { clockEvents } from "./clock-events.js";
import type { KnownMaintenance, KnownSource } from "./known-maintenance.js";
import type { MaintenanceEvent, SourceEvent } from "./maintenance-event.js";

/** What happened between two times, and what is known after it. */
export interface Progress {
  readonly known: KnownMaintenance;
  /** First what the schedules say, in time order; then how windows changed; then how sources did. */
  readonly events: readonly MaintenanceEvent[];
}

/** Returns what happened between `before` and what is known at a later time. */
export function eventsBetween(
  before: KnownMaintenance,
  after: Omit<KnownMaintenance, "underwayIds">,
): Progress {
  const schedules = clockEvents(before.ordered, before.at, after.at);
  const isChanged = [...after.sources].some(
    ([id, { windows }]) => windows !== before.sources.get(id)?.windows,
  );
  const changes =
    isChanged || after.sources.size !== before.sources.size
      ? changeEvents(before, after)
      : { events: [], underwayIds: before.underwayIds };
  return {
    known: { ...after, underwayIds: changes.underwayIds },
    events: [...schedules, ...changes.events, ...sourceEvents(before.sources, after)],
  };
}

/** Returns what is known at the start, before anything has happened. */
export function firstKnown(observed: Omit<KnownMaintenance, "underwayIds">): KnownMaintenance {
  const underway = observed.ordered.items.filter(({ node }) => node.isUnderway === true);
  return { ...observed, underwayIds: new Set(underway.map(({ id }) => id)) };
}

/** Returns the sources whose state changed. */
export function sourceEvents(
  before: ReadonlyMap<string, Pick<KnownSource, "result">>,
  { at, sources }: Pick<KnownMaintenance, "at" | "sources">,
): readonly SourceEvent[] {
  return [...sources].flatMap(([id, { result }]) => {
    const previousState = before.get(id)?.result.state;
    const { source, state, error } = result;
    if (previousState === undefined || previousState === state) return [];
    return [
      { kind: "MaintenanceSourceEvent", type: "SOURCE_CHANGED", at, source, state, previousState, error },
    ];
  });
}
