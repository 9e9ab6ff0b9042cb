import fc from "fast-check";
import { expect, test } from "vitest";
import { GatewayError } from "../../../src/domain/failures/gateway-error.js";
import { maxDailyHours } from "../../../src/domain/lists/constants.js";
import type { OrderedWindow } from "../../../src/domain/lists/ordered-window.js";
import { countWindows } from "../../../src/domain/lists/window-counts.js";
import type { WindowFilter } from "../../../src/domain/lists/window-filter.js";
import { pageOf, planList } from "../../../src/domain/lists/window-list.js";
import { orderWindows } from "../../../src/domain/lists/window-order.js";
import { maintenanceStatuses, occurrencesWithin } from "../../../src/domain/time/schedules.js";
import { utcTimeAfter } from "../../../src/domain/time/utc-times.js";
import { certainties } from "../../../src/domain/windows/certainty.js";
import type { ScheduledWindow } from "../../../src/domain/windows/scheduled-window.js";
import { usualFields } from "../../support/usual-fields.js";
import { instant, windows } from "../arbitraries.js";

const now = new Date("2026-11-22T12:00:00Z");

function listed(all: readonly ScheduledWindow[], filter: WindowFilter) {
  const page = { first: 200, after: null };
  const order = { field: "ID", direction: "ASC" } as const;
  const plan = planList(filter, order, page, { sources: [], isWindowId: () => true }, now);
  return pageOf(orderWindows(all, "ID", now), plan);
}

const hour = fc.integer({ min: 0, max: 23 }).map((hours) => utcTimeAfter("00:00", hours * 60));

/** Most conditions are absent, so that many filters accept windows. */
const sometimes = <Value>(condition: fc.Arbitrary<Value>) =>
  fc.oneof({ weight: 3, arbitrary: fc.constant(null) }, { weight: 1, arbitrary: condition });

const filter: fc.Arbitrary<WindowFilter> = fc.record({
  statuses: sometimes(fc.subarray([...maintenanceStatuses])),
  certainties: sometimes(fc.subarray([...certainties])),
  search: sometimes(fc.constantFrom("a", "e", "s")),
  activeAt: sometimes(instant),
  overlaps: sometimes(
    fc.tuple(instant, fc.nat(86_400_000)).map(([from, lengthMs]) => {
      return { from, to: new Date(from.getTime() + lengthMs) };
    }),
  ),
  startTimes: sometimes(fc.array(hour, { maxLength: 24 })),
});

test("each daily window of a list is in one entry, and the list of a start time has the windows of its entry", () => {
  let entries = 0;
  fc.assert(
    fc.property(windows, filter, (all, given) => {
      const { counts, edges } = listed(all, given);
      const byDailyHours = counts([]).byDailyHours(maxDailyHours);
      const daily = edges.filter(({ node }) => node.schedule.recurrence === "DAILY");
      expect(byDailyHours.reduce((sum, { count }) => sum + count, 0)).toBe(daily.length);
      const startTimes = byDailyHours.map(({ startTime }) => startTime);
      expect(startTimes).toEqual([...new Set(startTimes)].sort());
      for (const { startTime, endTime, count } of byDailyHours) {
        const opened = listed(all, { ...given, startTimes: [startTime] });
        expect(opened.totalCount).toBe(count);
        for (const { node } of opened.edges)
          expect(node.schedule).toEqual({ recurrence: "DAILY", startTime, endTime });
      }
      entries += byDailyHours.length;
    }),
    { numRuns: 500 },
  );
  // The test means something only if there are many entries.
  expect(entries).toBeGreaterThan(100);
});

test("several start times select the windows of each of them, and no window that opens once", () => {
  fc.assert(
    fc.property(windows, fc.array(hour), (all, startTimes) => {
      const expected = all.filter(
        ({ schedule }) => schedule.recurrence === "DAILY" && startTimes.includes(schedule.startTime),
      );
      const ids = listed(all, { startTimes }).edges.map(({ node }) => node.id);
      expect(ids).toEqual(expected.map(({ id }) => id).sort());
    }),
  );
});

test("the hours of windows that close at different times cover every occurrence of each of them", () => {
  const range = { startsAt: now, endsAt: new Date(now.getTime() + 3 * 86_400_000) };
  fc.assert(
    fc.property(hour, fc.array(hour, { minLength: 1, maxLength: 5 }), (startTime, endTimes) => {
      const all = endTimes.map(
        (endTime, index): ScheduledWindow => ({
          ...usualFields,
          id: `${index}`,
          schedule: { recurrence: "DAILY", startTime, endTime },
        }),
      );
      const [entry, ...others] = listed(all, {}).counts([]).byDailyHours(maxDailyHours);
      expect(others).toEqual([]);
      expect(entry).toMatchObject({ startTime, count: all.length });
      expect(endTimes).toContain(entry?.endTime);
      const covering = entry ? occurrencesWithin(entry.schedule, range, 10) : [];
      for (const { schedule } of all)
        for (const { startsAt, endsAt } of occurrencesWithin(schedule, range, 10))
          expect(covering.some((own) => own.startsAt <= startsAt && endsAt <= own.endsAt)).toBe(true);
    }),
  );
});

test("the first entries are those of the earliest start times, and every minute of a day can have one", () => {
  const all = Array.from({ length: maxDailyHours + 60 }, (_, minute): ScheduledWindow => {
    const startTime = utcTimeAfter("12:00", minute % maxDailyHours);
    const schedule = { recurrence: "DAILY", startTime, endTime: utcTimeAfter(startTime, 480) } as const;
    return { ...usualFields, id: `${minute}`, schedule };
  });
  const { byDailyHours } = listed(all, {}).counts([]);
  const entries = byDailyHours(maxDailyHours);
  expect(entries.map(({ startTime }) => startTime)).toEqual(
    Array.from({ length: maxDailyHours }, (_, minute) => utcTimeAfter("00:00", minute)),
  );
  for (const first of [0, 1, 700]) expect(byDailyHours(first)).toEqual(entries.slice(0, first));
  for (const first of [-1, maxDailyHours + 1]) expect(() => byDailyHours(first)).toThrow(GatewayError);
});

test("daily hours are counted only when they are read, in one pass for all who read them", () => {
  const items: OrderedWindow[] = [];
  let passes = 0;
  const counted = {
    *[Symbol.iterator]() {
      passes += 1;
      yield* items;
    },
  } as unknown as readonly OrderedWindow[];
  const counts = countWindows(counted, [], now);
  expect(passes).toBe(1);
  for (const first of [1, 50, maxDailyHours]) expect(counts.byDailyHours(first)).toEqual([]);
  expect(passes).toBe(2);
});
