import { expect, test, vi } from "vitest";
import { deadlineIn } from "../../src/upstream/deadlines.js";
import { createFixedRate, createRateLimit } from "../../src/upstream/rate-limit.js";

const throttle = new Error("too many");

test("a caller that disconnects uses up no call of a throttled source", async () => {
  const rate = createRateLimit({
    fixedRate: null,
    isThrottle: (error) => error === throttle,
    onThrottle: () => {},
  });
  const refuse = async () => {
    throw throttle;
  };
  for (let count = 0; count < 3; count++) {
    await rate.run(deadlineIn(10_000), refuse).catch(() => {});
  }
  for (let count = 0; count < 40; count++) {
    const gone = new AbortController();
    const left = rate.run(deadlineIn(10_000, gone.signal), async () => "never").catch(() => "left");
    // After this, the limiter is delaying the call.
    await new Promise(setImmediate);
    gone.abort();
    expect(await left).toBe("left");
  }
  // At two calls per second, forty calls would have taken twenty seconds.
  expect(await rate.run(deadlineIn(5_000), async () => "answer")).toBe("answer");
});

test("a fixed rate limits the calls started per second, and a caller that disconnects does not count", async () => {
  vi.useFakeTimers();
  try {
    const fixedRate = createFixedRate(2);
    const gone = new AbortController();
    const begun: number[] = [];
    const startedAt = Date.now();
    const begin = (deadline = deadlineIn(60_000)) =>
      fixedRate(deadline).then(
        () => void begun.push(Date.now() - startedAt),
        () => {},
      );
    const all = [begin(), begin(), begin(deadlineIn(60_000, gone.signal)), begin(), begin(), begin()];
    gone.abort();
    await vi.advanceTimersByTimeAsync(5_000);
    await Promise.all(all);
    expect(begun).toEqual([0, 0, 1_000, 1_000, 2_000]);
  } finally {
    vi.useRealTimers();
  }
});

test("a fixed rate stays the same if the system's clock is set back", async () => {
  vi.useFakeTimers();
  try {
    const fixedRate = createFixedRate(2);
    const begun: number[] = [];
    const startedAt = performance.now();
    const begin = () =>
      fixedRate(deadlineIn(60_000)).then(() => void begun.push(performance.now() - startedAt));
    const first = [begin(), begin()];
    await vi.advanceTimersByTimeAsync(100);
    vi.setSystemTime(Date.now() - 3_600_000);
    const all = [...first, begin(), begin(), begin()];
    await vi.advanceTimersByTimeAsync(5_000);
    await Promise.all(all);
    expect(begun).toEqual([0, 0, 1_000, 1_000, 2_000]);
  } finally {
    vi.useRealTimers();
  }
});

test("a throttled source is called again as soon if the system's clock is set back", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  try {
    const rate = createRateLimit({
      fixedRate: null,
      isThrottle: (error) => error === throttle,
      onThrottle: () => {},
    });
    const refuse = async () => {
      throw throttle;
    };
    await rate.run(deadlineIn(10_000), refuse).catch(() => {});
    vi.setSystemTime(Date.now() - 3_600_000);
    // At two calls per second.
    for (let count = 0; count < 2; count++)
      expect(await rate.run(deadlineIn(5_000), async () => "answer")).toBe("answer");
  } finally {
    vi.useRealTimers();
  }
});
