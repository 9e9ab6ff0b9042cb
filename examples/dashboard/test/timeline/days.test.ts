import { describe, expect, test } from "vitest";
import { daysFrom, firstDayOf, hoursOf, moved, rangeTitle } from "../../src/timeline/days";

const now = new Date("2026-11-22T23:30:00Z");

describe("firstDayOf", () => {
  test("is today in the time zone, unless the address names a day", () => {
    expect(firstDayOf(null, now, "UTC")).toBe("2026-11-22");
    expect(firstDayOf(null, now, "Europe/Berlin")).toBe("2026-11-23");
    expect(firstDayOf("2026-03-29", now, "UTC")).toBe("2026-03-29");
  });

  test.each(["-271821-04-20", "+275760-09-12", "9999-12-31"])("ignores %s, which cannot be shown", (day) => {
    expect(firstDayOf(day, now, "UTC")).toBe("2026-11-22");
  });
});

test("moved and firstDayOf pass the day that Samoa skipped", () => {
  const zone = "Pacific/Apia";
  expect(firstDayOf("2011-12-30", now, zone)).toBe("2011-12-31");
  expect(moved("2011-12-31", -1, zone)).toBe("2011-12-29");
  expect(firstDayOf(moved("2011-12-29", 1, zone), now, zone)).toBe("2011-12-31");
  expect(moved("2026-03-29", 7, "Europe/Berlin")).toBe("2026-04-05");
});

describe("daysFrom", () => {
  const clocks = (first: string, timeZone: string) =>
    daysFrom(first, 3, timeZone).map(({ hours, clockChanges }) => [hours, ...clockChanges]);

  test.each([
    ["2026-10-24", "Europe/Berlin", 25, "clocks go back 03:00 → 02:00"],
    ["2026-03-28", "Europe/Berlin", 23, "clocks go forward 02:00 → 03:00"],
    ["2026-10-31", "America/New_York", 25, "clocks go back 02:00 → 01:00"],
    ["2026-03-07", "America/New_York", 23, "clocks go forward 02:00 → 03:00"],
    ["2026-04-04", "Australia/Lord_Howe", 24.5, "clocks go back 02:00 → 01:30"],
    ["2026-10-03", "Australia/Lord_Howe", 23.5, "clocks go forward 02:00 → 02:30"],
    // At midnight: the day begins at 01:00, or its last hour occurs twice.
    ["2018-11-03", "America/Sao_Paulo", 23, "clocks go forward 00:00 → 01:00"],
    ["2018-02-16", "America/Sao_Paulo", 25, "clocks go back 00:00 → 23:00"],
  ])("from %s in %s has a day of %d hours, on which %s", (first, timeZone, hours, change) => {
    expect(clocks(first, timeZone)).toEqual([[24], [hours, change], [24]]);
  });

  test("has no clock changes where there are none", () => {
    expect(clocks("2026-10-24", "UTC")).toEqual([[24], [24], [24]]);
    expect(clocks("2026-10-24", "Asia/Tokyo")).toEqual([[24], [24], [24]]);
  });

  test("leaves out the day that Samoa skipped", () => {
    const days = daysFrom("2011-12-29", 3, "Pacific/Apia");
    expect(days.map(({ date }) => date)).toEqual(["2011-12-29", "2011-12-31"]);
    expect(days.map(({ clockChanges }) => clockChanges)).toEqual([
      [],
      ["clocks go forward Fri 30 Dec 00:00 → Sat 31 Dec 00:00"],
    ]);
  });

  test("has no gaps", () => {
    const days = daysFrom("2026-10-20", 30, "Europe/Berlin");
    expect(days).toHaveLength(30);
    expect(days.slice(1).map(({ from }) => from)).toEqual(days.slice(0, -1).map(({ to }) => to));
  });
});

describe("hoursOf", () => {
  const labels = (date: string, timeZone: string) =>
    daysFrom(date, 1, timeZone).flatMap((day) => hoursOf(day, timeZone).map(({ label }) => label));

  test("repeats or skips an hour when clocks change", () => {
    expect(labels("2026-10-25", "Europe/Berlin").slice(0, 5)).toEqual([
      "00:00",
      "01:00",
      "02:00",
      "02:00",
      "03:00",
    ]);
    expect(labels("2026-10-25", "Europe/Berlin")).toHaveLength(25);
    expect(labels("2026-03-29", "Europe/Berlin").slice(0, 3)).toEqual(["00:00", "01:00", "03:00"]);
  });

  test("ends with half an hour if clocks change by half an hour", () => {
    const [day] = daysFrom("2026-04-05", 1, "Australia/Lord_Howe");
    const last = hoursOf(day ?? { from: "", to: "" }, "Australia/Lord_Howe").at(-1);
    expect(last).toEqual({ from: "2026-04-05T13:00:00Z", to: "2026-04-05T13:30:00Z", label: "23:30" });
  });
});

test("rangeTitle has the years if there are two", () => {
  const title = (first: string, count: number) => rangeTitle(daysFrom(first, count, "UTC"));
  expect(title("2026-11-30", 7)).toBe("Mon 30 Nov – Sun 6 Dec 2026");
  expect(title("2026-12-28", 7)).toBe("Mon 28 Dec 2026 – Sun 3 Jan 2027");
  expect(title("2026-11-30", 1)).toBe("Mon 30 Nov 2026");
});
