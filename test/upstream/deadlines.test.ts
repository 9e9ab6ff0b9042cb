import { afterEach, expect, test, vi } from "vitest";
import { deadlineIn } from "../../src/upstream/deadlines.js";

test("a deadline without time is over, and its signal is aborted", () => {
  const deadline = deadlineIn(0);
  expect([deadline.isOver(), deadline.signal.aborted, deadline.isCancelled()]).toEqual([true, true, false]);
  expect(deadline.signal.reason).toMatchObject({ name: "TimeoutError" });
});

afterEach(() => vi.restoreAllMocks());

test("a deadline is over when its signal is aborted, even if the timer fired early", () => {
  const early = new AbortController();
  vi.spyOn(AbortSignal, "timeout").mockReturnValue(early.signal);
  const deadline = deadlineIn(60_000);
  expect([deadline.signal.aborted, deadline.isOver()]).toEqual([false, false]);
  early.abort();
  expect([deadline.signal.aborted, deadline.isOver()]).toEqual([true, true]);
  expect(deadline.timeLeftMs()).toBeGreaterThan(0);
});

test("a cancelled deadline is over, although it has time left", () => {
  const cancelling = new AbortController();
  const deadline = deadlineIn(60_000, cancelling.signal);
  expect([deadline.isOver(), deadline.isCancelled()]).toEqual([false, false]);
  cancelling.abort();
  expect([deadline.isOver(), deadline.isCancelled(), deadline.signal.aborted]).toEqual([true, true, true]);
  expect(deadline.timeLeftMs()).toBeGreaterThan(0);
});

test("the signal of a deadline aborts, also if it is first read after a cancellation", () => {
  const cancelled = AbortSignal.abort();
  expect(deadlineIn(60_000, cancelled).signal.aborted).toBe(true);
});
