import { expect, test } from "vitest";
import { viewersTimeZone } from "../src/time";
import { timeZones, zoneName } from "../src/time-zones";

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
