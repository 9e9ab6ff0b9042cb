import fc from "fast-check";
import { describe, expect, test, vi } from "vitest";
import type { GatewayError } from "../../../src/domain/failures/gateway-error.js";
import { maxOccurrencesDays } from "../../../src/domain/lists/constants.js";
import type { OccurrenceEntry } from "../../../src/domain/lists/maintenance-occurrences.js";
import { occurrencesPageOf, planOccurrences } from "../../../src/domain/lists/maintenance-occurrences.js";
import { createTimeIndex, filterTimeIndex } from "../../../src/domain/lists/time-index.js";
import type { WindowFilter } from "../../../src/domain/lists/window-filter.js";
import { acceptedBy } from "../../../src/domain/lists/window-filter.js";
import { orderWindows } from "../../../src/domain/lists/window-order.js";
import { occurrencesWithin } from "../../../src/domain/time/schedules.js";
import { currentCertainty } from "../../../src/domain/windows/certainty.js";
import type { ScheduledWindow } from "../../../src/domain/windows/scheduled-window.js";
import { instant, windows } from "../arbitraries.js";

const now = new Date("2026-11-22T12:00:00Z");
const dayMs = 86_400_000;
const range = fc
  .tuple(instant, fc.integer({ min: 0, max: 10 * dayMs }))
  .map(([from, lengthMs]) => ({ from, to: new Date(from.getTime() + lengthMs) }));
type Range = { readonly from: Date; readonly to: Date };

function page(
  all: readonly ScheduledWindow[],
  within: Range,
  first: number,
  after: string | null = null,
  filter: WindowFilter = {},
) {
  const plan = planOccurrences(
    within,
    filter,
    { first, after },
    { sources: [], isWindowId: () => true },
    now,
  );
  const index = createTimeIndex(orderWindows(all, "ID", now).items);
  return occurrencesPageOf(filterTimeIndex(index, acceptedBy(filter, plan.at) ?? (() => true)), plan);
}

function walk(
  within: Range,
  first: number,
  allOf: (page: number) => readonly ScheduledWindow[],
): readonly OccurrenceEntry[] {
  const entries: OccurrenceEntry[] = [];
  let after: string | null = null;
  for (let count = 0; ; count++) {
    const { edges, pageInfo } = page(allOf(count), within, first, after);
    entries.push(...edges.map(({ node }) => node));
    if (!pageInfo.hasNextPage) return entries;
    after = pageInfo.endCursor;
  }
}

const key = ({ window, startsAt }: OccurrenceEntry) => `${startsAt.toISOString()} ${window.id}`;

/** The expected calendar: the occurrences of all windows, merged. */
function merged(all: readonly ScheduledWindow[], { from, to }: Range): readonly string[] {
  return all
    .flatMap((window) =>
      occurrencesWithin(window.schedule, { startsAt: from, endsAt: to }, 1000).map((occurrence) =>
        key({ window, ...occurrence }),
      ),
    )
    .sort();
}

describe("the calendar", () => {
  test("merges the occurrences of all windows in time order", () => {
    fc.assert(
      fc.property(windows, range, (all, within) => {
        const whole = walk(within, 500, () => all);
        expect(whole.map(key)).toEqual(merged(all, within));
        for (const { window, startsAt, endsAt } of whole.slice(0, 5)) {
          expect(occurrencesWithin(window.schedule, { startsAt, endsAt }, 1)).toEqual([{ startsAt, endsAt }]);
        }
      }),
    );
  });

  test("counts the occurrences of all pages on each page", () => {
    fc.assert(
      fc.property(windows, range, fc.integer({ min: 0, max: 9 }), (all, within, first) => {
        const { length } = merged(all, within);
        const firstPage = page(all, within, first);
        expect(firstPage.totalCount()).toBe(length);
        expect(firstPage.edges).toHaveLength(Math.min(first, length));
        const { endCursor } = firstPage.pageInfo;
        if (endCursor !== null) expect(page(all, within, first, endCursor).totalCount()).toBe(length);
      }),
    );
  });

  test("counts only the windows that match the filter", () => {
    fc.assert(
      fc.property(windows, range, (all, within) => {
        const filter: WindowFilter = { certainties: ["DECLARED"] };
        const matching = all.filter((window) => currentCertainty(window) === "DECLARED");
        expect(page(all, within, 1, null, filter).totalCount()).toBe(merged(matching, within).length);
      }),
    );
  });

  test("is complete with pages of any size", () => {
    fc.assert(
      fc.property(windows, range, fc.integer({ min: 1, max: 9 }), (all, within, first) => {
        expect(walk(within, first, () => all).map(key)).toEqual(merged(all, within));
      }),
      { numRuns: 40 },
    );
  });

  test("neither repeats nor skips an occurrence of a window that stays, while others appear and disappear", () => {
    fc.assert(
      fc.property(
        windows,
        windows,
        range,
        fc.integer({ min: 1, max: 9 }),
        (staying, passing, within, first) => {
          const entries = walk(within, first, (count) => [...passing.slice(count), ...staying]);
          const ids = new Set(staying.map(({ id }) => id));
          const seen = entries.filter(({ window }) => ids.has(window.id));
          expect(seen.map(key)).toEqual(merged(staying, within));
        },
      ),
      { numRuns: 40 },
    );
  });

  test("reports whether there is a next and a previous page", () => {
    fc.assert(
      fc.property(windows, range, fc.integer({ min: 1, max: 9 }), (all, within, first) => {
        const count = merged(all, within).length;
        const firstPage = page(all, within, first);
        expect(firstPage.pageInfo).toMatchObject({ hasPreviousPage: false, hasNextPage: count > first });
        if (!firstPage.pageInfo.hasNextPage) return;
        const second = page(all, within, first, firstPage.pageInfo.endCursor);
        expect(second.pageInfo).toMatchObject({ hasPreviousPage: true, hasNextPage: count > 2 * first });
      }),
      { numRuns: 40 },
    );
  });

  test("computes only the occurrences that a page needs", () => {
    const all = fc.sample(windows, { numRuns: 20, seed: 5 }).flat();
    const quarter = { from: new Date("2026-10-01"), to: new Date("2027-01-01") };
    expect(merged(all, quarter).length).toBeGreaterThan(3_000);
    // The calendar formats the start of each occurrence that it computes, as the sort key.
    const computed = vi.spyOn(Date.prototype, "toISOString");
    page(all, quarter, 100);
    expect(computed.mock.calls.length).toBeLessThan(all.length + 2 * 100 + 10);
    computed.mockRestore();
  });

  test("contains each window that matches the filter once", () => {
    const [one, two] = fc.sample(windows, { numRuns: 1, seed: 11 })[0] ?? [];
    if (one === undefined || two === undefined) throw new Error("The sample is too small.");
    const daily = (window: ScheduledWindow, title: string): ScheduledWindow => ({
      ...window,
      title,
      schedule: { recurrence: "DAILY", startTime: "10:00", endTime: "18:00" },
    });
    const all = [daily(one, "wanted"), daily(two, "other"), daily(one, "wanted")];
    const day = { from: new Date("2026-11-22T00:00:00Z"), to: new Date("2026-11-23T00:00:00Z") };
    const { edges } = page(all, day, 10, null, { search: "WANT" });
    expect(edges.map(({ node }) => node.window.id)).toEqual([one.id]);
  });
});

describe("the arguments of the calendar", () => {
  const day = { from: new Date("2026-11-22T00:00:00Z"), to: new Date("2026-11-23T00:00:00Z") };
  const violations = (attempt: () => unknown) => {
    try {
      attempt();
      return [];
    } catch (error) {
      const { failure } = error as GatewayError;
      return failure.kind === "ValidationError"
        ? failure.violations.map(({ path, code }) => `${path.join(".")} ${code}`)
        : [];
    }
  };

  test("report all violations at once", () => {
    const backward = { from: day.to, to: day.from };
    expect(violations(() => page([], backward, -1, "nonsense", { sources: ["nowhere"] }))).toEqual([
      "first OUT_OF_RANGE",
      "after MALFORMED",
      "filter.sources OUT_OF_RANGE",
      "to ENDS_BEFORE_START",
    ]);
  });

  test(`allow a range of ${maxOccurrencesDays} days, but not a millisecond more`, () => {
    const to = new Date(day.from.getTime() + maxOccurrencesDays * dayMs);
    expect(violations(() => page([], { from: day.from, to }, 1))).toEqual([]);
    const later = new Date(to.getTime() + 1);
    expect(violations(() => page([], { from: day.from, to: later }, 1))).toEqual(["to OUT_OF_RANGE"]);
  });

  test("allow an empty range, which has no occurrences", () => {
    const all = fc.sample(windows, { numRuns: 5, seed: 3 }).flat();
    expect(page(all, { from: now, to: now }, 10).edges).toEqual([]);
  });

  test("reject a cursor of another range or filter", () => {
    const all = fc.sample(windows, { numRuns: 5, seed: 3 }).flat();
    const { endCursor } = page(all, day, 1).pageInfo;
    expect(violations(() => page(all, day, 1, endCursor))).toEqual([]);
    expect(violations(() => page(all, day, 1, endCursor, { search: "x" }))).toEqual(["after MALFORMED"]);
    expect(violations(() => page(all, { ...day, from: now }, 1, endCursor))).toEqual(["after MALFORMED"]);
  });
});
