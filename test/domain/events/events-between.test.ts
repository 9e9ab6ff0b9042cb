import fc from "fast-check";
import { expect, test } from "vitest";
import { eventsBetween, firstKnown } from "../../../src/domain/events/events-between.js";
import type { KnownMaintenance, KnownSource } from "../../../src/domain/events/known-maintenance.js";
import { knownAfter } from "../../../src/domain/events/known-maintenance.js";
import type { MaintenanceEvent, WindowEvent } from "../../../src/domain/events/maintenance-event.js";
import { orderWindows } from "../../../src/domain/lists/window-order.js";
import type { MaintenanceSource, SourceResult, SourceState } from "../../../src/domain/sources.js";
import { statusAt } from "../../../src/domain/time/schedules.js";
import type { ScheduledWindow } from "../../../src/domain/windows/scheduled-window.js";
import { usualFields } from "../../support/usual-fields.js";
import * as arbitrary from "../arbitraries.js";

const start = new Date("2026-11-22T12:00:00Z");
const hourMs = 3_600_000;
const noChangers: ReadonlyMap<string, string> = new Map();

function resultOf(id: string, state: SourceState = "OK"): SourceResult {
  const source = { kind: "MaintenanceSource", id } as MaintenanceSource;
  return { source, state, fetchedAt: null, error: null, unreadableCount: 0, unreadable: [] };
}

/** Returns what is known of these sources at an instant. */
function observed(at: Date, sources: ReadonlyMap<string, KnownSource>) {
  const windows = [...sources.values()].flatMap((source) => source.windows);
  return { at, sources, ordered: orderWindows(windows, "NEXT_OCCURRENCE", at) };
}

/** Returns what is known of one source with these windows. */
function ofOneSource(at: Date, windows: readonly ScheduledWindow[], state: SourceState = "OK") {
  return observed(at, new Map([["one", { result: resultOf("one", state), windows, changedBy: noChangers }]]));
}

function windowOf(fields: Partial<ScheduledWindow>): ScheduledWindow {
  return { ...usualFields, id: "w", sourceId: "one", revision: "1", schedule: nightly, ...fields };
}

const nightly = { recurrence: "DAILY", startTime: "22:00", endTime: "06:00" } as const;
const once = (startsAt: string, endsAt: string) =>
  ({ recurrence: "NONE", startsAt: new Date(startsAt), endsAt: new Date(endsAt) }) as const;

/** Returns the types of the events, with the instants of those that are not noticed at the later time. */
function typesOf(events: readonly MaintenanceEvent[], noticedAt: Date): readonly string[] {
  return events.map(({ type, at }) =>
    at.getTime() === noticedAt.getTime() ? type : `${type} ${at.toISOString().slice(5, 16)}`,
  );
}

const closed = windowOf({ schedule: once("2026-11-25T00:00Z", "2026-11-25T01:00Z") });
const open = windowOf({ schedule: once("2026-11-22T11:00Z", "2026-11-25T01:00Z") });

test.each<[string, ScheduledWindow | null, ScheduledWindow | null, string, readonly string[]]>([
  ["nothing", closed, closed, "2026-11-22T13:00Z", []],
  ["its start", closed, closed, "2026-11-25T00:30Z", ["OPENED 11-25T00:00"]],
  ["its start, to the millisecond", closed, closed, "2026-11-25T00:00Z", ["OPENED"]],
  ["a time before its start", closed, closed, "2026-11-24T23:59:59.999Z", []],
  ["its end", open, open, "2026-11-25T01:00Z", ["CLOSED"]],
  [
    "its start and its end",
    closed,
    closed,
    "2026-11-26T00:00Z",
    ["OPENED 11-25T00:00", "CLOSED 11-25T01:00"],
  ],
  [
    "several days of a daily window",
    windowOf({ schedule: nightly }),
    windowOf({ schedule: nightly }),
    "2026-11-25T12:00Z",
    ["OPENED 11-22T22:00", "CLOSED 11-23T06:00"],
  ],
  [
    "several days of a daily window, until it is open",
    windowOf({ schedule: nightly }),
    windowOf({ schedule: nightly }),
    "2026-11-25T23:00Z",
    ["OPENED 11-22T22:00", "CLOSED 11-23T06:00", "OPENED 11-25T22:00"],
  ],
  ["its creation", null, closed, "2026-11-22T13:00Z", ["CREATED"]],
  ["its creation while it is open", null, open, "2026-11-22T13:00Z", ["CREATED", "OPENED"]],
  ["its deletion", closed, null, "2026-11-22T13:00Z", ["DELETED"]],
  ["its deletion while it is open", open, null, "2026-11-22T13:00Z", ["CLOSED", "DELETED"]],
  [
    "a change of its title",
    closed,
    { ...closed, title: "x", revision: "2" },
    "2026-11-22T13:00Z",
    ["UPDATED"],
  ],
  [
    "a change of nothing that can be set",
    closed,
    { ...closed, applicationStatus: "READY" },
    "2026-11-22T13:00Z",
    [],
  ],
  ["a move to now", closed, { ...open, revision: "2" }, "2026-11-22T13:00Z", ["UPDATED", "OPENED"]],
  ["a move to later", open, { ...closed, revision: "2" }, "2026-11-22T13:00Z", ["UPDATED", "CLOSED"]],
  [
    "its start, and a change after that",
    closed,
    { ...closed, revision: "2" },
    "2026-11-25T00:30Z",
    ["OPENED 11-25T00:00", "UPDATED"],
  ],
  ["maintenance", closed, { ...closed, isUnderway: true }, "2026-11-22T13:00Z", ["UNDERWAY_STARTED"]],
  [
    "the end of maintenance",
    { ...closed, isUnderway: true },
    closed,
    "2026-11-22T13:00Z",
    ["UNDERWAY_ENDED"],
  ],
  [
    "a status that is not understood",
    { ...closed, isUnderway: true },
    { ...closed, isUnderway: null },
    "2026-11-22T13:00Z",
    [],
  ],
  [
    "its deletion during maintenance",
    { ...open, isUnderway: true },
    null,
    "2026-11-22T13:00Z",
    ["UNDERWAY_ENDED", "CLOSED", "DELETED"],
  ],
])("%s of a window", (_what, before, after, until, expected) => {
  const at = new Date(until);
  const unchanged = before !== null && after !== null && JSON.stringify(before) === JSON.stringify(after);
  const windows = before === null ? [] : [before];
  const known = firstKnown(ofOneSource(start, windows));
  const later = unchanged ? windows : after === null ? [] : [after];
  expect(typesOf(eventsBetween(known, ofOneSource(at, later)).events, at)).toEqual(expected);
});

test("maintenance that is reported again after a status that was not understood ends once", () => {
  const underway = windowOf({ isUnderway: true });
  let known = firstKnown(ofOneSource(start, [underway]));
  const events: string[] = [];
  for (const isUnderway of [null, true, null, false, false]) {
    const progress = eventsBetween(known, ofOneSource(start, [{ ...underway, isUnderway }]));
    known = progress.known;
    events.push(...progress.events.map(({ type }) => type));
  }
  expect(events).toEqual(["UNDERWAY_ENDED"]);
});

test("a source that becomes better or worse has an event, and its windows have none", () => {
  const known = firstKnown(ofOneSource(start, [closed]));
  const windows = known.sources.get("one")?.windows ?? [];
  const { events } = eventsBetween(known, ofOneSource(start, windows, "FAILED"));
  expect(events).toEqual([
    expect.objectContaining({ type: "SOURCE_CHANGED", previousState: "OK", state: "FAILED" }),
  ]);
});

test("the first reading of a source shows no change, also beside others", () => {
  const known = firstKnown(ofOneSource(start, [closed]));
  const other = {
    result: resultOf("two"),
    windows: [windowOf({ id: "other", sourceId: "two" })],
    changedBy: noChangers,
  };
  const both = observed(start, new Map([...known.sources, ["two", other]]));
  const { events, known: next } = eventsBetween(known, both);
  expect(events).toEqual([]);
  // Nor does the end of the watch on it.
  expect(eventsBetween(next, ofOneSource(start, [closed])).events).toEqual([]);
});

test("a window that could not be read again is still known", () => {
  const windows = [windowOf({ id: "a" }), windowOf({ id: "b" }), windowOf({ id: "c" })];
  const before = { result: resultOf("one"), windows, changedBy: noChangers };
  const read = (unreadable: readonly { id: string | null }[], ids: readonly string[]) =>
    knownAfter(before, resultOf("one", "PARTIAL"), {
      windows: windows.filter(({ id }) => ids.includes(id)),
      changedBy: noChangers,
      unreadable,
    })?.windows.map(({ id }) => id);
  expect(read([{ id: "b" }], ["a"])).toEqual(["a", "b"]);
  expect(read([{ id: null }], ["a"])).toEqual(["a", "b", "c"]);
  expect(read([], ["a"])).toEqual(["a"]);
  expect(knownAfter(before, resultOf("one", "FAILED"), null)?.windows).toBe(windows);
  expect(knownAfter(undefined, resultOf("one", "FAILED"), null)).toBeNull();
});

/** Returns the state of the windows after an event. */
function afterEvent(state: ReadonlyMap<string, { revision: string; isOpen: boolean }>, event: WindowEvent) {
  const { id, revision } = event.window;
  const known = state.get(id);
  const next = new Map(state);
  switch (event.type) {
    case "CREATED":
      expect(known).toBeUndefined();
      return next.set(id, { revision, isOpen: false });
    case "DELETED":
      expect(known).toMatchObject({ isOpen: false });
      next.delete(id);
      return next;
    case "UPDATED":
      expect(known?.revision).not.toBe(revision);
      return next.set(id, { isOpen: known?.isOpen === true, revision });
    case "OPENED":
      expect(known).toMatchObject({ isOpen: false });
      return next.set(id, { revision: known?.revision ?? "", isOpen: true });
    case "CLOSED":
      expect(known).toMatchObject({ isOpen: true });
      return next.set(id, { revision: known?.revision ?? "", isOpen: false });
    default:
      return next;
  }
}

/** Steps of random length, each with other windows of a few ids. Some windows stay the same objects. */
const steps = fc.array(
  fc.record({
    hours: fc.double({ min: 0, max: 60, noNaN: true }),
    windows: fc.uniqueArray(
      fc.tuple(arbitrary.window, fc.nat(5), fc.nat(2)).map(([window, id, revision]) => ({
        ...window,
        id: `w${id}`,
        sourceId: "one",
        revision: `${revision}`,
      })),
      { selector: ({ id }) => id, maxLength: 6 },
    ),
    isUnchanged: fc.boolean(),
  }),
  { minLength: 1, maxLength: 12 },
);

test("a client that knows the windows at the start and follows the events knows them at any later time", () => {
  fc.assert(
    fc.property(steps, ([first, ...later]) => {
      if (first === undefined) return;
      let windows: readonly ScheduledWindow[] = first.windows;
      let known: KnownMaintenance = firstKnown(ofOneSource(start, windows));
      let atMs = start.getTime();
      const isOpen = ({ schedule }: ScheduledWindow) => statusAt(schedule, new Date(atMs)) === "ACTIVE";
      const truth = () =>
        new Map(windows.map((each) => [each.id, { revision: each.revision, isOpen: isOpen(each) }]));
      let followed: ReturnType<typeof truth> = truth();
      for (const step of later) {
        atMs += step.hours * hourMs;
        // A schedule of the same revision is the same.
        windows = step.isUnchanged
          ? windows
          : step.windows.map((each) => {
              const same = windows.find(({ id, revision }) => id === each.id && revision === each.revision);
              return same === undefined ? each : { ...same, isUnderway: each.isUnderway };
            });
        const progress = eventsBetween(known, ofOneSource(new Date(atMs), windows));
        known = progress.known;
        for (const event of progress.events)
          if (event.kind === "MaintenanceWindowEvent")
            followed = afterEvent(followed, event) as typeof followed;
        expect(followed).toEqual(truth());
      }
    }),
    { numRuns: 300 },
  );
});
