import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { followLiveVerdict } from "../src/live.ts";

const at = "2030-01-07T12:00:00.000Z";
const later = (ms: number) => new Date(Date.parse(at) + ms).toISOString();
const answer = (verdict: string, nextChangeAt: string | null = null) => ({ at, verdict, nextChangeAt });

beforeEach(() => mock.timers.enable({ apis: ["setTimeout"] }));

/** Follows a verdict. The test opens and breaks its stream. */
function follow() {
  const stopping = new AbortController();
  const shown: (string | null)[] = [];
  let isLive = false;
  let onChange = () => {};
  let next: (verdict: ReturnType<typeof answer>) => void = () => {};
  let asked = 0;
  followLiveVerdict({
    subscribe(receive) {
      next = receive;
      return () => {
        next = () => {};
      };
    },
    ask: async () => {
      asked += 1;
      return answer("POLLED");
    },
    show: (verdict: ReturnType<typeof answer> | null) => shown.push(verdict?.verdict ?? null),
    limits: { leastMs: 1000, greatestMs: 30_000, maxAgeMs: 60_000 },
    streams: {
      areLive: () => isLive,
      onChange(listener) {
        onChange = listener;
        return () => {
          onChange = () => {};
        };
      },
    },
    patienceMs: 5000,
    signal: stopping.signal,
  });
  const setLive = (live: boolean) => {
    isLive = live;
    onChange();
  };
  return {
    shown,
    asked: () => asked,
    setLive,
    receive(verdict: ReturnType<typeof answer>) {
      if (!isLive) setLive(true);
      next(verdict);
    },
    /** Lets time pass, in milliseconds, and the promises that then settle. */
    async pass(ms: number) {
      mock.timers.tick(ms);
      await new Promise((resolve) => setImmediate(resolve));
    },
    stop() {
      stopping.abort();
      mock.timers.reset();
    },
  };
}

test("each verdict of the stream is shown, without requests", async () => {
  const { shown, asked, receive, pass, stop } = follow();
  receive(answer("CLEAR"));
  await pass(600_000);
  receive(answer("IN_MAINTENANCE"));
  assert.deepEqual(shown, [null, "CLEAR", "IN_MAINTENANCE"]);
  assert.equal(asked(), 0);
  stop();
});

test("a verdict is no longer shown when it changes by schedule, even if that is a month away", async () => {
  const { shown, receive, pass, stop } = follow();
  receive(answer("CLEAR", later(5000)));
  await pass(5000);
  assert.deepEqual(shown, [null, "CLEAR", null]);
  receive(answer("CLEAR", later(31 * 86_400_000)));
  await pass(2 ** 31);
  assert.deepEqual(shown, [null, "CLEAR", null, "CLEAR"]);
  stop();
});

test("the page polls while the stream does not work for too long", async () => {
  const { shown, asked, receive, setLive, pass, stop } = follow();
  await pass(4999);
  assert.equal(asked(), 0);
  await pass(1);
  assert.deepEqual([shown, asked()], [[null, null, "POLLED"], 1]);

  receive(answer("CLEAR"));
  await pass(60_000);
  assert.deepEqual([shown.at(-1), asked()], ["CLEAR", 1]);

  setLive(false);
  await pass(4999);
  assert.equal(shown.at(-1), "CLEAR");
  await pass(1);
  assert.deepEqual([shown.slice(-2), asked()], [[null, "POLLED"], 2]);
  stop();
});

test("after an abort, nothing is shown or asked", async () => {
  const { shown, asked, receive, setLive, pass, stop } = follow();
  receive(answer("CLEAR", later(5000)));
  setLive(false);
  stop();
  mock.timers.enable({ apis: ["setTimeout"] });
  receive(answer("IN_MAINTENANCE"));
  await pass(600_000);
  assert.deepEqual([shown, asked()], [[null, "CLEAR"], 0]);
  mock.timers.reset();
});
