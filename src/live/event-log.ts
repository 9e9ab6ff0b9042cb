import { randomUUID } from "node:crypto";
import type { MaintenanceEvent } from "../domain/events/maintenance-event.js";
import { maxKeptEvents } from "./constants.js";
import { createWaiters } from "./waiters.js";

/** An event with its place in the log. */
export interface LoggedEvent {
  /** The same object for all streams, which then share its result. Its position is where a later stream continues after it. */
  readonly event: MaintenanceEvent & { readonly position: string };
  /** Greater than those of all earlier events. */
  readonly number: number;
}

/** Creates the log of the last events of this process. All streams read the same log, so a slow one takes no memory of its own. */
export function createEventLog(id: string = randomUUID(), maxEvents = maxKeptEvents) {
  let events: readonly LoggedEvent[] = [];
  let last = 0;
  /** The number of the last event that the log no longer has. */
  let dropped = 0;
  /** The numbers after which the events of each source are complete, by source id. */
  const completeAfter = new Map<string, number>();
  const waiters = createWaiters();
  const positionPattern = new RegExp(`^${id}:([0-9]{1,15})$`);

  /** Returns the position after an event, which clients pass back to resume. */
  const positionOf = (number: number): string => `${id}:${number}`;

  return {
    positionOf,

    /** Returns the number that a stream without a position begins after. */
    last: (): number => last,

    append(added: readonly MaintenanceEvent[]): void {
      if (added.length === 0) return;
      const numbered = added.map((event) => {
        last += 1;
        return { event: { ...event, position: positionOf(last) }, number: last };
      });
      const all = [...events, ...numbered];
      dropped = all.at(-maxEvents - 1)?.number ?? dropped;
      events = all.slice(-maxEvents);
      waiters.wake();
    },

    /** Records that earlier events of these sources can be missing. */
    interrupt(sourceIds: readonly string[]): void {
      if (sourceIds.length === 0) return;
      // A number of its own, so that it is after the position of every earlier stream.
      last += 1;
      for (const sourceId of sourceIds) completeAfter.set(sourceId, last);
    },

    /** Whether the log has all events of these sources after this number. */
    isComplete: (number: number, sourceIds: readonly string[]): boolean =>
      number >= dropped && sourceIds.every((sourceId) => (completeAfter.get(sourceId) ?? 0) <= number),

    /** Returns the events after this number; null if the log no longer has all of them. */
    after(number: number): readonly LoggedEvent[] | null {
      if (number < dropped) return null;
      const index = events.findLastIndex((logged) => logged.number <= number);
      return index === events.length - 1 ? [] : events.slice(index + 1);
    },

    /** Returns the number in a position; null if it is not a position of this log. */
    numberAt(position: string): number | null {
      const number = Number(positionPattern.exec(position)?.[1] ?? Number.NaN);
      return number <= last ? number : null;
    },

    /** Resolves when an event is added, or when the signal aborts. */
    changed: waiters.wait,
  };
}
