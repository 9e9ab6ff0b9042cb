import { expect, test, vi } from "vitest";
import { deadlineIn } from "../../src/datasources/deadlines.js";
import { createPace, createPacing } from "../../src/datasources/upstream/pacing.js";

const throttle = new Error("too many");
const create = () =>
  createPacing({
    pace: null,
    concurrency: 10,
    isThrottle: (error) => error === throttle,
    onThrottle: () => {},
  });

test("whoever waits no longer takes none of the calls that a throttled source allows", async () => {
  const pacing = create();
  const refuse = async () => {
    throw throttle;
  };
  for (let count = 0; count < 3; count++) {
    await pacing.atRate(deadlineIn(10_000), refuse).catch(() => {});
  }
  for (let count = 0; count < 40; count++) {
    const gone = new AbortController();
    const left = pacing.atRate(deadlineIn(10_000, gone.signal), async () => "never").catch(() => "left");
    // By then it is the one that the limiter makes wait.
    await new Promise(setImmediate);
    gone.abort();
    expect(await left).toBe("left");
  }
  // At two a second the forty would have taken twenty seconds.
  expect(await pacing.atRate(deadlineIn(5_000), async () => "answer")).toBe("answer");
});

test("turns are taken by priority, and told", async () => {
  const pacing = createPacing({ pace: null, concurrency: 1, isThrottle: () => false, onThrottle: () => {} });
  const order: string[] = [];
  const first = Promise.withResolvers<void>();
  const turns = [
    pacing.inTurn(deadlineIn(5_000), 0, () => first.promise),
    pacing.inTurn(deadlineIn(5_000), 0, async () => void order.push("of a list")),
    pacing.inTurn(deadlineIn(5_000), 1, async () => void order.push("single")),
  ];
  expect(pacing.occupancy()).toEqual({ running: 1, waiting: 2 });
  first.resolve();
  await Promise.all(turns);
  expect(order).toEqual(["single", "of a list"]);
  expect(pacing.occupancy()).toEqual({ running: 0, waiting: 0 });
});

test("a source with a rate of its own begins no more calls in a second, and who has gone takes no place", async () => {
  vi.useFakeTimers();
  try {
    const pace = createPace(2);
    const gone = new AbortController();
    const begun: number[] = [];
    const startedAt = Date.now();
    const begin = (deadline = deadlineIn(60_000)) =>
      pace(deadline).then(
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
