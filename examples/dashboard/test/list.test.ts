import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Filter } from "../src/filters/filter";
import { isFiltered, setFilters } from "../src/filters/filter";
import { sectionFilters, summaryVariables } from "../src/list/list-queries";
import { dailyHours, whenOf } from "../src/list/when";
import { doubtOf } from "../src/live/doubt";
import type { Window } from "../src/names";
import { fragmentOf, idsIn } from "../src/selection";

const now = new Date("2026-11-24T15:20:00Z");
/** The text without its no-break spaces. */
const plain = (text: string) => text.replaceAll("\u00a0", " ");
const everything: Filter = { search: "", provider: null, source: [], status: "ALL" };

describe("the sections of the list", () => {
  test.each(["CURRENT", "ACTIVE", "SCHEDULED", "ENDED", "ALL"] as const)(
    "have each window of the filter once (%s)",
    (status) => {
      const sections = Object.values(sectionFilters({ ...everything, status }));
      const statuses = summaryVariables({ ...everything, status }).filter.statuses ?? [];
      for (const certainty of ["UNDERWAY", "DECLARED", "POSSIBLE"] as const) {
        const shown = sections
          .filter(({ certainties }) => certainties?.includes(certainty))
          .flatMap((section) => section.statuses ?? []);
        expect(shown.toSorted()).toEqual([...statuses].toSorted());
      }
    },
  );

  test("count sources and statuses without their own filter", () => {
    const filter: Filter = { search: " orders ", provider: "DATADOG", source: ["eu"], status: "ENDED" };
    const { withoutSource, withoutStatus } = summaryVariables(filter);
    // A provider is a choice of sources.
    expect(withoutSource).toEqual({ search: "orders", statuses: ["ENDED"] });
    expect(withoutStatus).toEqual({ search: "orders", providers: ["DATADOG"], sources: ["eu"] });
    expect(isFiltered(filter)).toBe(true);
    expect(isFiltered({ ...everything, status: "CURRENT", search: "  " })).toBe(false);
  });
});

describe("the filters that are set", () => {
  test("are named, and each can be removed", () => {
    expect(
      setFilters({ search: " orders ", provider: "DATADOG", source: ["eu", "us"], status: "ENDED" }),
    ).toEqual([
      { name: "Search", value: "orders", removal: { search: null } },
      { name: "Provider", value: "Datadog", removal: { provider: null } },
      { name: "Sources", value: "eu, us", removal: { source: null } },
      { name: "Status", value: "Ended", removal: { status: null } },
    ]);
    expect(setFilters(everything)).toEqual([{ name: "Status", value: "All", removal: { status: null } }]);
    expect(setFilters({ ...everything, status: "CURRENT" })).toEqual([]);
  });
});

describe("the time of a window", () => {
  const datadog = {
    __typename: "DatadogMaintenanceWindow",
    certainty: "DECLARED",
    startsAt: "2026-11-24T14:00:00Z",
    endsAt: "2026-11-24T15:00:00Z",
    nextOccurrence: null,
  } as Window;
  const opening = (startsAt: string, endsAt: string) =>
    ({ ...datadog, nextOccurrence: { startsAt, endsAt } }) as Window;

  test.each([
    [opening("2026-11-24T15:00:00Z", "2026-11-24T15:52:00Z"), "until 16:52", "in 32 minutes"],
    [opening("2026-11-24T17:00:00Z", "2026-11-24T18:00:00Z"), "18:00 – 19:00", "in 1 h 40 min"],
    [datadog, "15:00 – 16:00", "ended 20 minutes ago"],
    [{ ...datadog, certainty: "UNDERWAY" } as Window, "end not known", ""],
  ])("%#: says what matters", (window, text, detail) => {
    const when = whenOf(window, "Europe/Berlin", now);
    expect([when.text, when.detail].map(plain)).toEqual([text, detail]);
  });

  test("of daily hours names UTC, in which they are fixed", () => {
    const hours = { startTime: "06:00", endTime: "14:00" };
    expect(dailyHours(hours, "Europe/Berlin", now)).toBe("07:00\u00a0– 15:00 (06:00\u00a0– 14:00\u00a0UTC)");
    expect(plain(dailyHours(hours, "Africa/Abidjan", now))).toBe("06:00 – 14:00 UTC");
  });
});

describe("the selection", () => {
  test("survives in the address", () => {
    fc.assert(
      fc.property(fc.uniqueArray(fc.string({ minLength: 1, unit: "grapheme" })), (ids) => {
        const address = new URL(`http://localhost/?search=x${fragmentOf(new Set(ids))}`);
        expect([...idsIn(address.hash)]).toEqual(ids);
      }),
    );
  });
});

describe("the page", () => {
  const minuteAgo = new Date(now.getTime() - 60_000);

  test.each([
    ["live", minuteAgo, false],
    ["polling", minuteAgo, false],
    ["connecting", null, false],
    ["connecting", new Date(now.getTime() - 10_000), false],
    ["connecting", minuteAgo, true],
    ["lost", now, true],
    ["refused", now, true],
  ] as const)("that is %s, and was right at %s, may be wrong: %s", (state, updatedAt, isDoubtful) => {
    expect(doubtOf(state, updatedAt, now) !== null).toBe(isDoubtful);
  });
});
