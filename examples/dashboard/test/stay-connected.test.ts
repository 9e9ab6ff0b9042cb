import { CombinedGraphQLErrors } from "@apollo/client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { OpenConnection } from "../src/live/stay-connected";
import { stayConnected } from "../src/live/stay-connected";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Connects to streams that the test controls. The delays are not random. */
function start() {
  const attempts: Parameters<OpenConnection>[0][] = [];
  const close = vi.fn();
  const calls: string[] = [];
  const open: OpenConnection = (listener) => {
    attempts.push(listener);
    return close;
  };
  const note = (name: string) => () => void calls.push(name);
  const listener = { onOpen: note("open"), onEnded: note("ended"), onFailed: note("failed") };
  return { attempts, close, calls, connection: stayConnected(open, listener, () => 1) };
}

test("streams that end are opened again, later after each failure", () => {
  const { attempts } = start();
  for (const delayMs of [1_000, 2_000, 4_000]) {
    attempts.at(-1)?.onEnd(undefined);
    const { length } = attempts;
    vi.advanceTimersByTime(delayMs - 1);
    expect(attempts).toHaveLength(length);
    vi.advanceTimersByTime(1);
    expect(attempts).toHaveLength(length + 1);
  }
});

test("streams that were open for ten seconds start again with the first delay, and others do not", () => {
  const { attempts } = start();
  const openFor = (ms: number) => {
    attempts.at(-1)?.onOpen();
    vi.advanceTimersByTime(ms);
    attempts.at(-1)?.onEnd(undefined);
  };
  openFor(9_999);
  vi.advanceTimersByTime(1_000);
  openFor(9_999);
  vi.advanceTimersByTime(1_999);
  expect(attempts).toHaveLength(2);
  vi.advanceTimersByTime(1);
  openFor(10_000);
  vi.advanceTimersByTime(1_000);
  expect(attempts).toHaveLength(4);
});

test("the end of open streams is reported, and otherwise a failed attempt", () => {
  const { attempts, calls } = start();
  attempts.at(-1)?.onEnd(undefined);
  vi.advanceTimersByTime(1_000);
  attempts.at(-1)?.onOpen();
  attempts.at(-1)?.onEnd(undefined);
  expect(calls).toEqual(["failed", "open", "ended"]);
  vi.advanceTimersByTime(2_000);
  attempts.at(-1)?.onEnd(undefined);
  expect(calls).toEqual(["failed", "open", "ended", "failed"]);
});

test("a token that is no longer accepted is a failure at once", () => {
  const { attempts, calls } = start();
  attempts.at(-1)?.onOpen();
  const errors = [{ message: "The token has expired.", extensions: { code: "UNAUTHENTICATED" } }];
  attempts.at(-1)?.onEnd(new CombinedGraphQLErrors({ errors }));
  expect(calls).toEqual(["open", "failed"]);
});

test("a retry on request does not wait, and does nothing while streams are open", () => {
  const { attempts, connection } = start();
  connection.retryNow();
  expect(attempts).toHaveLength(1);
  attempts.at(-1)?.onEnd(undefined);
  connection.retryNow();
  expect(attempts).toHaveLength(2);
  vi.runAllTimers();
  expect(attempts).toHaveLength(2);
});

test("closing closes the streams, or ends the wait for the next attempt", () => {
  const { attempts, close, connection } = start();
  connection.close();
  expect(close).toHaveBeenCalledOnce();
  const waiting = start();
  waiting.attempts.at(-1)?.onEnd(undefined);
  waiting.connection.close();
  vi.runAllTimers();
  expect([attempts.length, waiting.attempts.length]).toEqual([1, 1]);
});
