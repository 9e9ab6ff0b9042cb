import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import type { Verdict } from "../src/verdict.ts";
import { followVerdict, untilNextChangeMs } from "../src/verdict.ts";

const at = "2030-01-07T12:00:00.000Z";
const later = (ms: number) => new Date(Date.parse(at) + ms).toISOString();
const answer = (verdict: Verdict["verdict"], nextChangeAt: string | null) =>
  ({ at, verdict, nextChangeAt }) as Verdict;

const limits = { leastMs: 1000, greatestMs: 30_000, maxAgeMs: 60_000 };

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));

/** Follows a verdict. Each answer is undefined for a failure, and null for a request that hangs. */
function follow(answers: (Verdict | Error | null)[], latencyMs = 0) {
  const stopping = new AbortController();
  const shown: (string | null)[] = [];
  let nowMs = 0;
  const following = followVerdict({
    ask: () => {
      nowMs += latencyMs;
      const next = answers.shift();
      if (next instanceof Error) return Promise.reject(next);
      return next ? Promise.resolve(next) : new Promise(() => {});
    },
    show: (verdict) => shown.push(verdict?.verdict ?? null),
    limits,
    signal: stopping.signal,
    monotonicMs: () => nowMs,
  });
  return {
    shown,
    /** Lets time pass, in milliseconds, and the promises that then settle. */
    async pass(ms: number) {
      mock.timers.tick(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
    stop: () => stopping.abort(),
    following,
  };
}

const finish = (stop: () => void) => {
  stop();
  mock.timers.reset();
};

test("nothing is shown before the first answer, and each answer replaces the last", async () => {
  const { shown, pass, stop } = follow([answer("CLEAR", null), answer("IN_MAINTENANCE", null), null]);
  assert.deepEqual(shown, [null]);
  await pass(0);
  assert.deepEqual(shown, [null, "CLEAR"]);
  await pass(29_999);
  assert.deepEqual(shown, [null, "CLEAR"]);
  await pass(1);
  assert.deepEqual(shown, [null, "CLEAR", "IN_MAINTENANCE"]);
  finish(stop);
});

test("a verdict is no longer shown when it changes by schedule, and is then requested again", async () => {
  const { shown, pass, stop } = follow([answer("CLEAR", later(5000)), answer("IN_MAINTENANCE", null), null]);
  await pass(0);
  await pass(4999);
  assert.deepEqual(shown, [null, "CLEAR"]);
  await pass(1);
  assert.deepEqual(shown, [null, "CLEAR", null, "IN_MAINTENANCE"]);
  finish(stop);
});

test("a verdict survives one failure, and expires if the next request fails or hangs too", async () => {
  for (const last of [new Error("away"), null]) {
    const { shown, pass, stop } = follow([answer("CLEAR", null), new Error("away"), last]);
    await pass(0);
    await pass(30_000);
    await pass(29_999);
    assert.deepEqual(shown, [null, "CLEAR"]);
    await pass(1);
    assert.deepEqual(shown, [null, "CLEAR", null]);
    stop();
  }
  mock.timers.reset();
});

test("the time that the request took counts", async () => {
  const { shown, pass, stop } = follow([answer("CLEAR", later(5000)), null], 6000);
  await pass(0);
  assert.deepEqual(shown, [null, null]);
  finish(stop);
});

test("after an abort, nothing is shown, not even an expiry", async () => {
  const { shown, pass, stop, following } = follow([answer("CLEAR", null)]);
  await pass(0);
  stop();
  await following;
  await pass(120_000);
  assert.deepEqual(shown, [null, "CLEAR"]);
  mock.timers.reset();
});

test("untilNextChangeMs uses the gateway's clock alone", () => {
  assert.equal(untilNextChangeMs({ at, nextChangeAt: later(90_000) }), 90_000);
  assert.equal(untilNextChangeMs({ at, nextChangeAt: null }), Number.POSITIVE_INFINITY);
});
