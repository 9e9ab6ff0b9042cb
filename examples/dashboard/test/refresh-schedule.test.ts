import { expect, test } from "vitest";
import type { ConnectionState } from "../src/live/connection-state";
import { refreshDelayMs } from "../src/live/refresh-schedule";

const now = new Date("2026-11-22T12:00:00Z");
const at = (seconds: number) => new Date(now.getTime() + seconds * 1_000).toISOString();

test.each<[ConnectionState, number]>([
  ["polling", 15_000],
  ["connecting", 15_000],
  ["lost", 10_000],
  ["refused", 10_000],
  ["live", 600_000],
])("a page that is %s is refreshed after %j ms without a change", (state, delayMs) => {
  expect(refreshDelayMs([], state, now)).toBe(delayMs);
  expect(refreshDelayMs([at(-60), at(3_600)], state, now)).toBe(delayMs);
});

test("a page that polls is refreshed when the next window opens or closes, but not all the time", () => {
  expect(refreshDelayMs([at(9), at(4)], "polling", now)).toBe(4_000);
  expect(refreshDelayMs([at(1)], "polling", now)).toBe(2_000);
  expect(refreshDelayMs([at(4)], "live", now)).toBe(600_000);
});
