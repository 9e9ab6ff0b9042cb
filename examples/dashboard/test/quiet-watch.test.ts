import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchQuiet } from "../src/live/quiet-watch";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

function start() {
  const changes: boolean[] = [];
  return { changes, watch: watchQuiet(5_000, (isQuiet) => changes.push(isQuiet)) };
}

test("silence is reported once, at the limit, and its end with the next sign", () => {
  const { changes, watch } = start();
  vi.advanceTimersByTime(3_000);
  watch.heard();
  vi.advanceTimersByTime(4_999);
  expect(changes).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(changes).toEqual([true]);
  vi.advanceTimersByTime(60_000);
  watch.heard();
  watch.heard();
  expect(changes).toEqual([true, false]);
  vi.advanceTimersByTime(5_000);
  expect(changes).toEqual([true, false, true]);
});

test("a sign that is older than the limit does not end the silence", () => {
  const { changes, watch } = start();
  const startedMs = Date.now();
  vi.advanceTimersByTime(5_000);
  watch.heard(startedMs);
  expect(changes).toEqual([true]);
});

test("a stream that is heard does not hide that the other is silent", () => {
  const { changes, watch } = start();
  const otherHeardMs = Date.now();
  vi.advanceTimersByTime(4_000);
  watch.heard(otherHeardMs);
  vi.advanceTimersByTime(1_000);
  expect(changes).toEqual([true]);
});

test("an offline browser is reported at once, until the next sign", () => {
  const { changes, watch } = start();
  watch.deaf();
  expect(changes).toEqual([true]);
  watch.heard();
  expect(changes).toEqual([true, false]);
});

test("another limit counts from the last sign, and stopping leaves no timer", () => {
  const { changes, watch } = start();
  vi.advanceTimersByTime(4_000);
  watch.setLimit(30_000);
  vi.advanceTimersByTime(25_999);
  expect(changes).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(changes).toEqual([true]);
  watch.heard();
  watch.stop();
  expect(vi.getTimerCount()).toBe(0);
});
