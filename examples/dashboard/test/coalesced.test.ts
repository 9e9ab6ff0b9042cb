import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { coalesced } from "../src/live/coalesced";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test("the requests of a burst share one run, which begins after them", async () => {
  const task = vi.fn(async () => {});
  const request = coalesced(task);
  for (let count = 0; count < 50; count += 1) request();
  expect(task).not.toHaveBeenCalled();
  await vi.advanceTimersByTimeAsync(100);
  expect(task).toHaveBeenCalledOnce();
  await vi.runAllTimersAsync();
  expect(task).toHaveBeenCalledOnce();
});

test("requests during a run lead to one more run, a second after its end", async () => {
  const { promise, resolve: end } = Promise.withResolvers<void>();
  const task = vi.fn(() => promise);
  const request = coalesced(task);
  request();
  await vi.advanceTimersByTimeAsync(100);
  request();
  request();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(task).toHaveBeenCalledOnce();
  end();
  await vi.advanceTimersByTimeAsync(999);
  expect(task).toHaveBeenCalledOnce();
  await vi.advanceTimersByTimeAsync(1);
  expect(task).toHaveBeenCalledTimes(2);
});
