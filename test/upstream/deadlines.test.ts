import { afterEach, expect, test, vi } from "vitest";
import { DeadlineExceededError, deadlineIn, withinDeadline } from "../../src/upstream/deadlines.js";

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

/** A call that ends only when its signal aborts. */
const untilAborted = (signal: AbortSignal) =>
  new Promise<never>((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));

test("a call that has begun ends at its own timeout, whether it heeds its signal or not", async () => {
  const deadline = deadlineIn(60_000);
  for (const call of [untilAborted, () => new Promise<never>(() => {})]) {
    const ended = await withinDeadline(deadline, 5, call).catch((error: unknown) => error);
    expect(ended).toBeInstanceOf(DeadlineExceededError);
    expect(ended).toMatchObject({ begun: true, hadItsTime: true, cause: { name: "TimeoutError" } });
  }
});

test("a call ends when its deadline is cancelled, without having had its time", async () => {
  const cancelling = new AbortController();
  const deadline = deadlineIn(60_000, cancelling.signal);
  const ended = withinDeadline(deadline, 60_000, untilAborted).catch((error: unknown) => error);
  cancelling.abort();
  expect(await ended).toMatchObject({ name: "DeadlineExceededError", begun: true, hadItsTime: false });
});

test("a call does not begin after its deadline, and its own errors are not changed", async () => {
  const call = vi.fn(async () => "done");
  const late = await withinDeadline(deadlineIn(0), 1_000, call).catch((error: unknown) => error);
  expect(late).toMatchObject({ name: "DeadlineExceededError", begun: false });
  expect(call).not.toHaveBeenCalled();
  expect(await withinDeadline(deadlineIn(1_000), 1_000, call)).toBe("done");
  const failing = withinDeadline(deadlineIn(1_000), 1_000, () => Promise.reject(new Error("theirs")));
  await expect(failing).rejects.toThrow("theirs");
});
