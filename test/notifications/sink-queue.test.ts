import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { createClock } from "../../src/domain/time/clock.js";
import { retryTiming } from "../../src/notifications/delivery/constants.js";
import type { AttemptOutcome, Delivery } from "../../src/notifications/delivery/delivery.js";
import type { SinkQueueOptions } from "../../src/notifications/delivery/sink-queue.js";
import { createSinkQueue } from "../../src/notifications/delivery/sink-queue.js";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const delivery = (id: string): Delivery => ({
  id,
  sink: "bus",
  type: "maintenance.window.opened",
  createdAt: new Date(),
  order: Date.now(),
  body: "{}",
});

const failed = (retryAfterMs: number | null = null): AttemptOutcome => ({
  kind: "FAILED",
  problem: "HTTP 500",
  retryAfterMs,
});
const delivered: AttemptOutcome = { kind: "DELIVERED" };

/** Creates a queue, and records its attempts with the seconds since the start, and what it reports. */
function queueOf(
  answer: (id: string, attempt: number) => Promise<AttemptOutcome> | AttemptOutcome,
  more: Partial<SinkQueueOptions> = {},
) {
  const startedMs = Date.now();
  const attempts: [string, number][] = [];
  const reports: string[] = [];
  const record =
    (word: string) =>
    ({ id }: Delivery, reason?: string) =>
      void reports.push([word, id, reason].filter(Boolean).join(" "));
  const queue = createSinkQueue({
    async attempt({ id }) {
      attempts.push([id, Math.round((Date.now() - startedMs) / 1000)]);
      return answer(id, attempts.length);
    },
    report: { delivered: record("delivered"), failed: () => {}, dropped: record("dropped") },
    concurrency: 1,
    maxOwed: 1_000,
    timing: retryTiming,
    clock: createClock(Date.now, () => performance.now()),
    random: () => 1,
    onUnexpected(error) {
      throw error;
    },
    ...more,
  });
  return { ...queue, attempts, reports };
}

const never = new Promise<AttemptOutcome>(() => {});

test("attempts are repeated after 5 s, then twice as long, then every hour, for 24 hours", async () => {
  const { add, attempts, reports, size } = queueOf(() => failed());
  add([delivery("a")]);
  await vi.advanceTimersByTimeAsync(30 * 3_600_000);
  const times = attempts.map(([, seconds]) => seconds);
  expect(times.slice(0, 6)).toEqual([0, 5, 15, 35, 75, 155]);
  const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0));
  expect(new Set(pauses.slice(10))).toEqual(new Set([3_600]));
  expect(times.at(-1)).toBeLessThanOrEqual(24 * 3_600);
  expect(times.at(-1)).toBeGreaterThan(23 * 3_600);
  expect([reports, size()]).toEqual([["dropped a EXPIRED"], 0]);
});

test("jitter shortens a pause by up to half", async () => {
  const { add, attempts } = queueOf((_id, attempt) => (attempt === 1 ? failed() : delivered), {
    random: () => 0,
  });
  add([delivery("a")]);
  await vi.advanceTimersByTimeAsync(10_000);
  expect(attempts).toEqual([
    ["a", 0],
    ["a", 3],
  ]);
});

test("the whole sink waits as long as the receiver requests, but an hour at most", async () => {
  const { add, attempts } = queueOf((_id, attempt) =>
    attempt === 1 ? failed(60_000) : attempt === 2 ? failed(9 * 3_600_000) : delivered,
  );
  add([delivery("a"), delivery("b")]);
  await vi.advanceTimersByTimeAsync(10 * 3_600_000);
  expect(attempts).toEqual([
    ["a", 0],
    ["a", 60],
    ["a", 3_660],
    ["b", 3_660],
  ]);
});

test("the sink waits as long as the receiver requests, not as long as a delivery that has failed often", async () => {
  const { add, attempts } = queueOf((id) => (id === "a" ? failed(1_000) : delivered));
  add([delivery("a")]);
  await vi.advanceTimersByTimeAsync(15_000);
  add([delivery("b")]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(attempts).toEqual([
    ["a", 0],
    ["a", 5],
    ["a", 15],
    ["b", 16],
  ]);
});

test("a delivery that fails does not hold back the next one", async () => {
  const { add, attempts, reports } = queueOf((id, attempt) =>
    id === "a" && attempt === 1 ? failed() : delivered,
  );
  add([delivery("a"), delivery("b")]);
  await vi.advanceTimersByTimeAsync(5_000);
  expect(attempts).toEqual([
    ["a", 0],
    ["b", 0],
    ["a", 5],
  ]);
  expect(reports).toEqual(["delivered b", "delivered a"]);
});

test("only so many attempts run at once", async () => {
  const { add, attempts } = queueOf(() => never, { concurrency: 2 });
  add(["a", "b", "c"].map(delivery));
  await vi.advanceTimersByTimeAsync(60_000);
  expect(attempts.map(([id]) => id)).toEqual(["a", "b"]);
});

test("beyond the limit, the oldest delivery that is not being sent is dropped", async () => {
  const { add, reports, size } = queueOf(() => never, { maxOwed: 3 });
  add(["a", "b", "c"].map(delivery));
  add(["d", "e"].map(delivery));
  expect(reports).toEqual(["dropped b OVERFLOW", "dropped c OVERFLOW"]);
  expect(size()).toBe(3);
});

describe("when the process stops", () => {
  test("running attempts are finished and reported, and no other begins", async () => {
    const answer = Promise.withResolvers<AttemptOutcome>();
    const { add, attempts, reports, drain } = queueOf(() => answer.promise);
    add([delivery("a"), delivery("b")]);
    await vi.advanceTimersByTimeAsync(0);
    const drained = drain();
    answer.resolve(delivered);
    await drained;
    expect([attempts.length, reports]).toEqual([1, ["delivered a"]]);
  });

  test("a closed queue reports nothing any more", async () => {
    const answer = Promise.withResolvers<AttemptOutcome>();
    const { add, reports, close } = queueOf(() => answer.promise);
    add([delivery("a"), delivery("b")]);
    close();
    add([delivery("c")]);
    answer.resolve(delivered);
    await vi.advanceTimersByTimeAsync(60_000);
    expect(reports).toEqual([]);
  });
});
