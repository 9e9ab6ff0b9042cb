import assert from "node:assert/strict";
import { test } from "node:test";
import { poll, waitUntilNextChange } from "../src/polling.ts";

const now = new Date("2030-01-07T12:00:00Z");
const limits = { leastMs: 5000, greatestMs: 300_000 };
const window = (startsAt: string, endsAt: string) => ({
  nextOccurrence: { startsAt: `2030-01-07T${startsAt}Z`, endsAt: `2030-01-07T${endsAt}Z` },
});
const wait = (...windows: Parameters<typeof waitUntilNextChange>[0]) =>
  waitUntilNextChange(windows, now, limits);

test("waitUntilNextChange waits until the first window starts or ends", () => {
  assert.equal(wait(window("12:02:00", "13:00:00"), window("12:04:00", "13:00:00")), 120_000);
  assert.equal(wait(window("11:00:00", "12:01:00"), window("12:02:00", "13:00:00")), 60_000);
});

test("waitUntilNextChange stays within its limits", () => {
  assert.equal(wait(window("14:00:00", "15:00:00")), 300_000);
  assert.equal(wait({ nextOccurrence: null }), 300_000);
  assert.equal(wait(), 300_000);
  assert.equal(wait(window("12:00:01", "13:00:00")), 5000);
});

test("poll repeats the request after each wait, even after a failure, until it is aborted", async () => {
  const waits: number[] = [];
  const answers = ["first", new Error("away"), "third"];
  const stopping = new AbortController();
  await poll({
    ask: async () => {
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer;
    },
    waitAfter: (answer) => (answer === undefined ? 1 : answer.length),
    sleep: async (ms) => {
      waits.push(ms);
      if (answers.length === 0) stopping.abort();
    },
    signal: stopping.signal,
  });
  assert.deepEqual(waits, [5, 1, 5]);
});
