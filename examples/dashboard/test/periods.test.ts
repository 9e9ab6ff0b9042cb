import { expect, test } from "vitest";
import { isCheckablePeriod, nextPeriodName, periodName } from "../src/periods";

test.each([
  ["PT45M", true],
  ["P31D", true],
  ["P32D", false],
  ["P1M", false],
  ["PT0S", false],
  ["-PT5M", false],
  ["45", false],
])("%s is a period that the gateway can check: %s", (period, isCheckable) => {
  expect(isCheckablePeriod(period)).toBe(isCheckable);
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
