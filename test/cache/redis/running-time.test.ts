import { expect, test } from "vitest";
import { waitRunningTime } from "../../../src/cache/redis/running-time.js";

const { signal } = new AbortController();

/** Timers whose waits end late: each by the next of these times. */
function timersWithStalls(stallsMs: readonly number[]) {
  const stalls = [...stallsMs];
  let passedMs = 0;
  const events: string[] = [];
  return {
    passedMs: () => passedMs,
    events,
    sleep: async (waitMs?: number) => {
      passedMs += (waitMs ?? 0) + (stalls.shift() ?? 0);
      events.push("sleep");
    },
    nextIteration: async () => void events.push("nextIteration"),
  };
}

test.each([
  { name: "is never blocked", stallsMs: [], passedMs: 500 },
  { name: "is blocked at the beginning", stallsMs: [3_000], passedMs: 3_500 },
  { name: "is blocked several times", stallsMs: [0, 400, 0, 2_000, 900], passedMs: 3_800 },
])("a wait of running time ends after its duration and the stalls if the process $name", async (given) => {
  const timers = timersWithStalls(given.stallsMs);
  await waitRunningTime(500, signal, timers as never);
  expect(timers.passedMs()).toBe(given.passedMs);
});

test("a wait of running time reads the sockets once more before it ends", async () => {
  const timers = timersWithStalls([]);
  await waitRunningTime(500, signal, timers as never);
  expect(timers.events.at(-1)).toBe("nextIteration");
});

test("a wait of running time ends at once when it is aborted", async () => {
  const aborted = new AbortController();
  const waiting = waitRunningTime(60_000, aborted.signal);
  aborted.abort();
  await expect(waiting).rejects.toThrow("aborted");
});
