import { expect, test } from "vitest";
import { checkablePeriod, nextPeriodName, periodName } from "../src/periods";

test.each([
  ["PT45M", "PT45M"],
  ["pt45m", "PT45M"],
  ["+PT45M", "PT45M"],
  ["PT1,5H", "PT1H30M"],
  ["P31D", "P31D"],
  ["P32D", null],
  ["P1M", null],
  ["PT0S", null],
  ["PT0.0000001S", null],
  ["-PT5M", null],
  ["45", null],
])("the period %s is checked as %s", (text, period) => {
  expect(checkablePeriod(text)).toBe(period);
});

test.each([
  ["PT45M", "45 minutes"],
  ["PT1H", "1 hour"],
  ["P1DT12H", "1 day, 12 hours"],
])("the period %s is called %s", (period, name) => {
  expect(periodName(period)).toBe(name);
});

test.each([
  ["PT45M", "the next 45 minutes"],
  ["PT1H", "the next hour"],
  ["P1D", "the next day"],
  ["PT11H", "the next 11 hours"],
  ["PT1H30M", "the next 1 hour, 30 minutes"],
])("the time from now for %s is called %s", (period, name) => {
  expect(nextPeriodName(period)).toBe(name);
});
