import { beforeEach, describe, expect, test, vi } from "vitest";
import { createSingleFlight } from "../../src/cache/single-flight.js";
import { DeadlineExceededError, deadlineIn } from "../../src/upstream/deadlines.js";

let reads: ReturnType<typeof createSingleFlight<string>>;
let answer: PromiseWithResolvers<string>;
let signals: AbortSignal[];
const read = vi.fn(async (cancelled: AbortSignal) => {
  signals.push(cancelled);
  return answer.promise;
});

beforeEach(() => {
  reads = createSingleFlight();
  answer = Promise.withResolvers();
  signals = [];
  read.mockClear();
});

const client = () => {
  const gone = new AbortController();
  return { deadline: deadlineIn(60_000, gone.signal), goAway: () => gone.abort() };
};
const wait = (deadline = client().deadline, key = "key") => reads.wait(key, deadline, read);

describe("a shared read", () => {
  test("runs once for concurrent callers and again for a later caller", async () => {
    const both = Promise.all([wait(), wait()]);
    answer.resolve("answer");
    expect(await both).toEqual(["answer", "answer"]);
    expect(read).toHaveBeenCalledTimes(1);
    expect(await wait()).toBe("answer");
    expect(read).toHaveBeenCalledTimes(2);
  });

  test("runs separately for each key", async () => {
    const both = Promise.all([wait(), wait(undefined, "other")]);
    answer.resolve("answer");
    await both;
    expect(read).toHaveBeenCalledTimes(2);
  });

  test("fails for all its callers and runs again for the next one", async () => {
    const both = Promise.allSettled([wait(), wait()]);
    answer.reject(new Error("failed"));
    expect((await both).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
    answer = Promise.withResolvers();
    answer.resolve("answer");
    expect(await wait()).toBe("answer");
  });

  test("stops when all its clients have disconnected, and not before", async () => {
    const [one, two] = [client(), client()];
    const both = Promise.allSettled([wait(one.deadline), wait(two.deadline)]);
    one.goAway();
    await Promise.resolve();
    await new Promise(setImmediate);
    expect(signals[0]?.aborted).toBe(false);
    two.goAway();
    const [left] = await both;
    expect(left).toMatchObject({ status: "rejected", reason: expect.any(DeadlineExceededError) });
    expect(signals[0]?.aborted).toBe(true);
  });

  test("is not joined by the next caller after it has stopped", async () => {
    const one = client();
    const gone = wait(one.deadline).catch(() => {});
    one.goAway();
    await gone;
    const next = wait();
    answer.resolve("answer");
    expect(await next).toBe("answer");
    expect(read).toHaveBeenCalledTimes(2);
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
  });

  test("continues for the next caller after one has timed out", async () => {
    const late = wait(deadlineIn(1)).catch((error) => error);
    const one = client();
    const gone = wait(one.deadline).catch(() => {});
    expect(await late).toBeInstanceOf(DeadlineExceededError);
    one.goAway();
    await gone;
    expect(signals[0]?.aborted).toBe(false);
    const next = wait();
    answer.resolve("answer");
    expect(await next).toBe("answer");
    expect(read).toHaveBeenCalledTimes(1);
  });

  test("continues in the background when its clients disconnect, and fails silently", async () => {
    reads.start("key", read);
    const one = client();
    const gone = wait(one.deadline).catch(() => {});
    one.goAway();
    await gone;
    expect([signals[0]?.aborted, reads.isRunning("key")]).toEqual([false, true]);
    answer.reject(new Error("failed"));
    await new Promise(setImmediate);
    expect(reads.isRunning("key")).toBe(false);
  });
});
