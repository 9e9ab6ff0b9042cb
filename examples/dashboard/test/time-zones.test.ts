import { describe, expect, test } from "vitest";
import { knownTimeZone, timeZones, viewersTimeZone, zoneName } from "../src/time-zones";

test.each([
  ["UTC", "UTC"],
  ["Asia/Tokyo", "Tokyo (Asia)"],
  ["America/New_York", "New York (America)"],
  ["America/Argentina/Buenos_Aires", "Buenos Aires (America/Argentina)"],
  ["Asia/Calcutta", "Kolkata (Asia)"],
])("the zone %s is called %s", (zone, name) => {
  expect(zoneName(zone)).toBe(name);
});

test("the choice starts with the viewer's zone, UTC and those used lately, and has each zone once", () => {
  const { first, others } = timeZones(["Asia/Tokyo", "UTC"], "Etc/GMT+5");
  expect(first).toEqual([...new Set([viewersTimeZone(), "UTC", "Asia/Tokyo"])]);
  expect(others).toContain("Etc/GMT+5");
  expect(others).toContain("Africa/Cairo");
  expect(others).not.toContain("Asia/Tokyo");
  expect(new Set(others).size).toBe(others.length);
  expect(others.indexOf("Africa/Cairo")).toBeLessThan(others.indexOf("America/New_York"));
});

test.each([
  ["Asia/Kolkata", "Asia/Kolkata"],
  ["europe/kyiv", "Europe/Kyiv"],
  ["+02:00", null],
  ["T12:00+02:00", null],
  ["Etc/Unknown", null],
  ["Europe/Atlantis", null],
])("knownTimeZone reads %s as %s", (name, zone) => {
  expect(knownTimeZone(name)).toBe(zone);
});

describe("a time zone", () => {
  test.each(["Europe/Berlin", "UTC", "Asia/Kolkata"])("%s is known", (name) => {
    expect(knownTimeZone(name)).not.toBeNull();
  });

  test.each(["Etc/Unknown", "", "+02:00", "Mars/Olympus", "undefined", "toString"])(
    "%j is not known",
    (name) => {
      expect(knownTimeZone(name)).toBeNull();
    },
  );
});
