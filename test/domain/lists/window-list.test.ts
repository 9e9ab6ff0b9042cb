import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { GatewayError } from "../../../src/domain/failures/gateway-error.js";
import type { WindowOrderField } from "../../../src/domain/lists/ordered-window.js";
import type { WindowFilter } from "../../../src/domain/lists/window-filter.js";
import { acceptedBy } from "../../../src/domain/lists/window-filter.js";
import { pageOf, planList } from "../../../src/domain/lists/window-list.js";
import type { WindowOrder } from "../../../src/domain/lists/window-order.js";
import { orderWindows, reorderWindows } from "../../../src/domain/lists/window-order.js";
import type { SourceResult } from "../../../src/domain/sources.js";
import { earliestInstant, latestInstant } from "../../../src/domain/time/instants.js";
import { maintenanceStatuses, nextOccurrence, statusAt } from "../../../src/domain/time/schedules.js";
import { certainties, currentCertainty } from "../../../src/domain/windows/certainty.js";
import type { ScheduledWindow } from "../../../src/domain/windows/scheduled-window.js";
import { usualFields } from "../../support/usual-fields.js";
import { instant, window, windows } from "../arbitraries.js";

const now = new Date("2026-11-22T12:00:00Z");
const field = fc.constantFrom<WindowOrderField>("NEXT_OCCURRENCE", "END", "CERTAINTY", "TITLE", "ID");
const order = fc.record({ field, direction: fc.constantFrom<WindowOrder["direction"]>("ASC", "DESC") });
const nameable = { sources: [], isWindowId: () => true };
const ascending = (field: WindowOrderField): WindowOrder => ({ field, direction: "ASC" });

function page(
  all: readonly ScheduledWindow[],
  orderBy: WindowOrder,
  first: number,
  after: string | null,
  at = now,
  filter: WindowFilter = {},
) {
  const plan = planList(filter, orderBy, { first, after }, nameable, at);
  return pageOf(orderWindows(all, orderBy.field, plan.at), plan);
}

function walk(
  all: readonly ScheduledWindow[],
  orderBy: WindowOrder,
  first: number,
  between: (page: number) => { readonly all: readonly ScheduledWindow[]; readonly at: Date },
): readonly string[] {
  const ids: string[] = [];
  let current = { all, at: now };
  let after: string | null = null;
  for (let count = 1; ; count++) {
    const { edges, pageInfo } = page(current.all, orderBy, first, after, current.at);
    ids.push(...edges.map(({ node }) => node.id));
    if (!pageInfo.hasNextPage) return ids;
    after = pageInfo.endCursor;
    current = between(count);
  }
}

describe("pages of windows", () => {
  test("of any size concatenate to the whole list, in every order", () => {
    fc.assert(
      fc.property(windows, order, fc.integer({ min: 1, max: 7 }), (all, orderBy, first) => {
        const whole = page(all, orderBy, 200, null).edges.map(({ node }) => node.id);
        expect(walk(all, orderBy, first, () => ({ all, at: now }))).toEqual(whole);
        expect([...whole].sort()).toEqual(all.map(({ id }) => id).sort());
      }),
    );
  });

  test("neither repeat nor skip a window that stays, while others appear and disappear and time passes", () => {
    fc.assert(
      fc.property(
        windows,
        windows,
        order,
        fc.integer({ min: 1, max: 5 }),
        fc.integer({ min: 0, max: 10 * 86_400_000 }),
        (staying, passing, orderBy, first, stepMs) => {
          const ids = walk([...staying, ...passing.slice(0, 20)], orderBy, first, (count) => ({
            all: [...passing.slice(count), ...staying],
            at: new Date(now.getTime() + count * stepMs),
          }));
          const seen = ids.filter((id) => staying.some((kept) => kept.id === id));
          expect([...seen].sort()).toEqual(staying.map(({ id }) => id).sort());
        },
      ),
    );
  });

  test("by next occurrence are in time order, with ended windows last", () => {
    fc.assert(
      fc.property(windows, (all) => {
        const starts = page(all, ascending("NEXT_OCCURRENCE"), 200, null).edges.map(
          ({ node }) => nextOccurrence(node.schedule, now)?.startsAt.getTime() ?? Number.POSITIVE_INFINITY,
        );
        expect(starts).toEqual([...starts].sort((left, right) => (left < right ? -1 : left > right ? 1 : 0)));
      }),
    );
  });

  test("contain a window once even if a source lists it twice", () => {
    const [one, two] = fc.sample(window, { numRuns: 2, seed: 3 });
    const { edges, totalCount } = page(one && two ? [one, two, one] : [], ascending("ID"), 10, null);
    expect([edges.length, totalCount]).toEqual([2, 2]);
  });

  test("report the total count, and whether there is a next and a previous page", () => {
    const all = fc.sample(windows, { numRuns: 1, seed: 7 })[0] ?? [];
    const firstPage = page(all, ascending("ID"), 1, null);
    expect(firstPage.pageInfo.hasPreviousPage).toBe(false);
    expect(firstPage.totalCount).toBe(all.length);
    const empty = page([], ascending("ID"), 1, null);
    expect(empty.pageInfo).toEqual({
      hasNextPage: false,
      hasPreviousPage: false,
      startCursor: null,
      endCursor: null,
    });
  });
});

describe("an order of windows", () => {
  test("is the same from `from` until `until`, and so is every status", () => {
    fc.assert(
      fc.property(
        windows,
        field,
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (all, by, share) => {
          const ordered = orderWindows(all, by, now);
          const yearMs = 366 * 86_400_000;
          const earliestMs = Math.max(ordered.from.getTime(), now.getTime() - yearMs);
          const latestMs = Math.min(ordered.until.getTime(), now.getTime() + yearMs);
          expect(ordered.from <= now && now < ordered.until).toBe(true);
          const within = new Date(earliestMs + Math.floor(share * (latestMs - earliestMs)));
          expect(orderWindows(all, by, within)).toEqual(ordered);
          const statuses = (at: Date) => all.map(({ schedule }) => statusAt(schedule, at));
          expect(statuses(within)).toEqual(statuses(now));
        },
      ),
    );
  });

  test("is valid since the last window opened or closed", () => {
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 10 }), (all) => {
        const { from } = orderWindows(all, "ID", now);
        if (from.getTime() === earliestInstant.getTime()) return;
        const before = new Date(from.getTime() - 1);
        const changed = all.some(({ schedule }) => statusAt(schedule, before) !== statusAt(schedule, from));
        const occurrence = all.some(
          ({ schedule }) =>
            nextOccurrence(schedule, before)?.startsAt.getTime() !==
            nextOccurrence(schedule, from)?.startsAt.getTime(),
        );
        expect(changed || occurrence).toBe(true);
      }),
    );
  });

  test("is valid until the next window opens or closes", () => {
    fc.assert(
      fc.property(fc.array(window, { minLength: 1, maxLength: 10 }), (all) => {
        const { until } = orderWindows(all, "ID", now);
        const before = new Date(until.getTime() - 1);
        const changed = all.some(({ schedule }) => statusAt(schedule, before) !== statusAt(schedule, until));
        // A daily window that is open all day passes from one occurrence to the next without a change of status.
        if (
          until < latestInstant &&
          all.every(
            ({ schedule }) => schedule.recurrence === "NONE" || schedule.startTime !== schedule.endTime,
          )
        ) {
          expect(changed).toBe(true);
        }
      }),
    );
  });
});

describe("an order of nearly the same windows", () => {
  test("equals an order from nothing, at an earlier or a later time", () => {
    fc.assert(
      fc.property(
        windows,
        fc.nat(40),
        fc.nat(40),
        field,
        instant,
        instant,
        (all, some, more, by, before, after) => {
          const [removed, old, added] = [
            all.slice(0, some),
            all.slice(0, Math.max(some, more)),
            all.slice(Math.max(some, more)),
          ];
          const earlier = orderWindows(old, by, before);
          const reordered = reorderWindows(earlier, { added, removed: new Set(removed) }, after);
          expect(reordered).toEqual(orderWindows(all.slice(Math.min(some, all.length)), by, after));
        },
      ),
    );
  });
});

describe("cursors", () => {
  const [one] = fc.sample(window, { numRuns: 1, seed: 1 });
  const cursor = page(one ? [one] : [], ascending("ID"), 1, null).pageInfo.endCursor;
  /** Returns the cursor with another instant. */
  function forged(at: unknown): string {
    const parts: unknown[] = JSON.parse(Buffer.from(cursor ?? "", "base64url").toString());
    return Buffer.from(JSON.stringify(parts.with(2, at))).toString("base64url");
  }

  test.each([
    ["from another order", cursor, ascending("TITLE"), {}],
    ["from another filter", cursor, ascending("ID"), { search: "x" }],
    ["a forged string", "aGVsbG8", ascending("ID"), {}],
    ["an empty string", "", ascending("ID"), {}],
    ["JSON of another shape", Buffer.from("[1,2]").toString("base64url"), ascending("ID"), {}],
    ["with an instant before the year 1", forged(-1e14), ascending("ID"), {}],
    ["with an instant after the year 9999", forged(8.64e15), ascending("ID"), {}],
    ["with an instant that is a string", forged("2026"), ascending("ID"), {}],
  ])("are rejected: %s", (_name, after, orderBy, filter) => {
    const attempt = () => page([], orderBy, 1, after, now, filter);
    expect(attempt).toThrow(GatewayError);
    expect(attempt).toThrow(/`after` is not a valid cursor for this list/);
  });

  test("are accepted with the same filter plus a null field", () => {
    expect(() => page([], ascending("ID"), 1, cursor, now, { search: null })).not.toThrow();
  });
});

test("a window that two sources list appears once, as under way if one of them says so", () => {
  const listed = (sourceId: string, isUnderway: boolean | null): ScheduledWindow => ({
    ...usualFields,
    id: "w",
    sourceId,
    isUnderway,
    schedule: { recurrence: "NONE", startsAt: new Date(1000), endsAt: new Date(2000) },
  });
  const shown = (...windows: readonly ScheduledWindow[]) =>
    orderWindows(windows, "ID", now).items.map(({ node }) => node.sourceId);
  expect(shown(listed("a", true), listed("b", false))).toEqual(["a"]);
  expect(shown(listed("a", false), listed("b", true))).toEqual(["b"]);
  expect(shown(listed("a", true), listed("b", null))).toEqual(["a"]);
  expect(shown(listed("a", null), listed("b", false))).toEqual(["a"]);
  expect(shown(listed("a", false), listed("b", false))).toEqual(["b"]);
});

test("the filter treats ranges as half-open, and search as case-insensitive", () => {
  const span: ScheduledWindow = {
    ...usualFields,
    id: "i",
    title: "T",
    searchTexts: ["service:a"],
    schedule: { recurrence: "NONE", startsAt: new Date(1000), endsAt: new Date(2000) },
  };
  const accepts = (filter: WindowFilter) =>
    orderWindows([span], "ID", now).items.every(acceptedBy(filter, now) ?? (() => true));
  const overlaps = (from: number, to: number) =>
    accepts({ overlaps: { from: new Date(from), to: new Date(to) } });
  expect([
    overlaps(0, 1000),
    overlaps(0, 1001),
    overlaps(1999, 3000),
    overlaps(2000, 3000),
    overlaps(1500, 1500),
  ]).toEqual([false, true, true, false, false]);
  const activeAt = (at: number) => accepts({ activeAt: new Date(at) });
  expect([activeAt(999), activeAt(1000), activeAt(1999), activeAt(2000)]).toEqual([false, true, true, false]);
  expect(["SERVICE:A", "e:a", "service:ab"].map((search) => accepts({ search }))).toEqual([
    true,
    true,
    false,
  ]);
});

describe("descending orders", () => {
  test("are exactly the reverse of ascending ones", () => {
    fc.assert(
      fc.property(windows, field, (all, by) => {
        const ids = (direction: "ASC" | "DESC") =>
          page(all, { field: by, direction }, 200, null).edges.map(({ node }) => node.id);
        expect(ids("DESC")).toEqual(ids("ASC").reverse());
      }),
    );
  });

  test("by end show the ended windows with the newest first", () => {
    fc.assert(
      fc.property(windows, (all) => {
        const { edges } = page(all, { field: "END", direction: "DESC" }, 200, null, now, {
          statuses: ["ENDED"],
        });
        const ends = edges.map(({ node }) => node.schedule.recurrence === "NONE" && node.schedule.endsAt);
        expect(ends).toEqual([...ends].sort((left, right) => Number(right) - Number(left)));
      }),
    );
  });
});

test("a page of 0 windows has the counts of the whole list, and no cursor", () => {
  fc.assert(
    fc.property(windows, order, (all, orderBy) => {
      const { edges, totalCount, pageInfo } = page(all, orderBy, 0, null);
      expect([edges, totalCount]).toEqual([[], all.length]);
      expect({ ...pageInfo }).toEqual({
        hasNextPage: all.length > 0,
        hasPreviousPage: false,
        startCursor: null,
        endCursor: null,
      });
    }),
  );
});

test("counts are those of the windows on all pages, for each value of each field", () => {
  const found = [
    { source: { id: "s", provider: "P" }, state: "OK" },
    { source: { id: "none", provider: "Q" }, state: "PARTIAL" },
    { source: { id: "failed", provider: "P" }, state: "FAILED" },
  ] as unknown as readonly SourceResult[];
  fc.assert(
    fc.property(
      windows,
      fc.constantFrom<WindowFilter>({}, { statuses: ["ACTIVE", "ENDED"] }),
      (all, filter) => {
        const whole = page(all, ascending("ID"), 200, null, now, filter).edges.map(({ node }) => node);
        const { counts } = page(all, ascending("TITLE"), 1, null, now, filter);
        const { byStatus, byCertainty, byProvider, bySource } = counts(found);
        const number = (isCounted: (window: ScheduledWindow) => boolean) => whole.filter(isCounted).length;
        expect(byStatus).toEqual(
          maintenanceStatuses.map((status) => ({
            status,
            count: number(({ schedule }) => statusAt(schedule, now) === status),
          })),
        );
        expect(byCertainty).toEqual(
          certainties.map((certainty) => ({
            certainty,
            count: number((window) => currentCertainty(window) === certainty),
          })),
        );
        expect(byProvider).toEqual([
          { provider: "P", count: whole.length },
          { provider: "Q", count: 0 },
        ]);
        expect(bySource.map(({ source: { id }, count }) => [id, count])).toEqual([
          ["s", whole.length],
          ["none", 0],
          ["failed", null],
        ]);
      },
    ),
  );
});
