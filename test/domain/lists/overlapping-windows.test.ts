import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OverlappingWindows } from "../../../src/domain/lists/overlapping-windows.js";
import { overlappingWindows, planOverlaps } from "../../../src/domain/lists/overlapping-windows.js";
import { createTimeIndex } from "../../../src/domain/lists/time-index.js";
import { orderWindows } from "../../../src/domain/lists/window-order.js";
import type { Schedule } from "../../../src/domain/time/schedules.js";
import { nextOccurrence, occurrencesWithin } from "../../../src/domain/time/schedules.js";
import type { Certainty } from "../../../src/domain/windows/certainty.js";
import { canHave, certainties, occurrenceCertainty } from "../../../src/domain/windows/certainty.js";
import type { ScheduledWindow } from "../../../src/domain/windows/scheduled-window.js";
import { usualFields } from "../../support/usual-fields.js";
import { window as anyWindow, instant, windows } from "../arbitraries.js";

const now = new Date("2026-11-22T12:00:00Z");
const at = (time: string) => new Date(`2026-11-${time}:00Z`);

function overlapsOf(
  window: ScheduledWindow,
  all: readonly ScheduledWindow[],
  wanted: readonly Certainty[] = certainties,
  first = 50,
  time = now,
): OverlappingWindows {
  const plan = planOverlaps(wanted, first);
  const { items } = orderWindows(all, "ID", time);
  const index = createTimeIndex(items.filter(({ node }) => canHave(node, plan.certainties)));
  return overlappingWindows(index, window, plan, time);
}

/** Compares the window with every other one. */
function naive(
  window: ScheduledWindow,
  all: readonly ScheduledWindow[],
  wanted: readonly Certainty[],
  time: Date,
): OverlappingWindows["nodes"] {
  const own = nextOccurrence(window.schedule, time);
  if (own === null) return [];
  const range = { startsAt: own.startsAt < time ? time : own.startsAt, endsAt: own.endsAt };
  return all
    .filter(({ id }) => id !== window.id)
    .flatMap((other) =>
      occurrencesWithin(other.schedule, range, 1).map((occurrence) => ({
        occurrence,
        node: {
          window: other,
          firstOverlap: {
            startsAt: new Date(Math.max(own.startsAt.getTime(), occurrence.startsAt.getTime())),
            endsAt: new Date(Math.min(own.endsAt.getTime(), occurrence.endsAt.getTime())),
          },
          certainty: occurrenceCertainty(other, occurrence, time),
        },
      })),
    )
    .filter(({ node }) => wanted.includes(node.certainty))
    .sort(
      (left, right) =>
        left.occurrence.startsAt.getTime() - right.occurrence.startsAt.getTime() ||
        (left.node.window.id < right.node.window.id ? -1 : 1),
    )
    .map(({ node }) => node);
}

test("are the same as those that a comparison with every window finds", () => {
  fc.assert(
    fc.property(
      anyWindow,
      windows,
      fc.subarray([...certainties]),
      fc.integer({ min: 0, max: 12 }),
      instant,
      (window, others, wanted, first, time) => {
        const all = [...others, window];
        const expected = naive(window, all, wanted, time);
        expect(overlapsOf(window, all, wanted, first, time)).toEqual({
          nodes: expected.slice(0, first),
          hasMore: expected.length > first,
        });
      },
    ),
    { numRuns: 1_000 },
  );
});

const once = (id: string, startsAt: string, endsAt: string): ScheduledWindow => ({
  ...usualFields,
  id,
  schedule: { recurrence: "NONE", startsAt: at(startsAt), endsAt: at(endsAt) },
});
const daily = (id: string, startTime: string, endTime: string, isUnderway = false): ScheduledWindow => ({
  ...usualFields,
  id,
  schedule: { recurrence: "DAILY", startTime, endTime } satisfies Schedule,
  scheduledCertainty: "POSSIBLE",
  isUnderway,
});
const shown = ({ nodes }: OverlappingWindows) =>
  nodes.map(({ window, firstOverlap: { startsAt, endsAt }, certainty }) => {
    const [from, to] = [startsAt, endsAt].map((date) => date.toISOString().slice(8, 16));
    return `${window.id} ${from} ${to} ${certainty}`;
  });

describe("the windows that overlap a window", () => {
  test("are those of its current occurrence, if it is open, but not those that have ended", () => {
    const open = once("own", "22T10:00", "22T14:00");
    const all = [
      open,
      once("ended", "22T10:00", "22T11:00"),
      once("ends now", "22T10:00", "22T12:00"),
      once("open", "22T09:00", "22T13:00"),
      once("later", "22T13:00", "22T18:00"),
      once("touches", "22T14:00", "22T15:00"),
      once("never opens", "22T13:00", "22T13:00"),
    ];
    expect(shown(overlapsOf(open, all))).toEqual([
      "open 22T10:00 22T13:00 DECLARED",
      "later 22T13:00 22T14:00 DECLARED",
    ]);
  });

  test("can cross midnight, and so can it", () => {
    const night = daily("night", "22:00", "06:00");
    const all = [night, daily("late", "23:00", "01:00"), daily("early", "05:00", "07:00")];
    const long = once("long", "20T00:00", "29T00:00");
    expect(shown(overlapsOf(night, [...all, long]))).toEqual([
      "long 22T22:00 23T06:00 DECLARED",
      "late 22T23:00 23T01:00 POSSIBLE",
      "early 23T05:00 23T06:00 POSSIBLE",
    ]);
    // Each daily window once, although it opens several times.
    expect(shown(overlapsOf(long, [...all, long]))).toEqual([
      "night 22T22:00 23T06:00 POSSIBLE",
      "late 22T23:00 23T01:00 POSSIBLE",
      "early 23T05:00 23T07:00 POSSIBLE",
    ]);
  });

  test("are none for a window that has ended, or never opens", () => {
    const all = [once("other", "20T00:00", "30T00:00")];
    expect(overlapsOf(once("own", "21T00:00", "22T12:00"), all)).toEqual({ nodes: [], hasMore: false });
    expect(overlapsOf(once("own", "25T00:00", "25T00:00"), all)).toEqual({ nodes: [], hasMore: false });
  });

  test("never include the window itself, even with other times", () => {
    const before = once("own", "23T00:00", "23T10:00");
    expect(overlapsOf(once("own", "23T05:00", "23T12:00"), [before]).nodes).toEqual([]);
  });

  test("are selected by the certainty of the occurrence that overlaps", () => {
    const underway = daily("underway", "10:00", "18:00", true);
    const today = once("today", "22T13:00", "22T14:00");
    const tomorrow = once("tomorrow", "23T13:00", "23T14:00");
    expect(shown(overlapsOf(today, [underway], ["UNDERWAY"]))).toEqual([
      "underway 22T13:00 22T14:00 UNDERWAY",
    ]);
    expect(overlapsOf(today, [underway], ["POSSIBLE"]).nodes).toEqual([]);
    expect(overlapsOf(tomorrow, [underway], ["UNDERWAY"]).nodes).toEqual([]);
    expect(shown(overlapsOf(tomorrow, [underway], ["POSSIBLE"]))).toEqual([
      "underway 23T13:00 23T14:00 POSSIBLE",
    ]);
  });
});
