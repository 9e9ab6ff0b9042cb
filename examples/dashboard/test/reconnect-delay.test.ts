import { CombinedGraphQLErrors, ServerError } from "@apollo/client";
import { NetworkError } from "graphql-sse";
import { expect, test } from "vitest";
import { isUnauthenticated } from "../src/failure-codes";
import { reconnectDelayMs } from "../src/live/reconnect-delay";

const failed = (code: string) =>
  new CombinedGraphQLErrors({ errors: [{ message: "No.", extensions: { code } }] });
const status = (status: number) => new NetworkError(new Response(null, { status }));

test("the delay doubles with each failed attempt, up to a minute, and half of it is random", () => {
  const delays = (random: number) =>
    [0, 1, 2, 5, 6, 50].map((failedAttempts) => reconnectDelayMs(undefined, failedAttempts, () => random));
  expect(delays(1)).toEqual([1_000, 2_000, 4_000, 32_000, 60_000, 60_000]);
  expect(delays(0)).toEqual([500, 1_000, 2_000, 16_000, 30_000, 30_000]);
});

test.each([
  ["the code RESOURCE_EXHAUSTED", failed("RESOURCE_EXHAUSTED"), 30_000],
  ["the status 429", status(429), 30_000],
  ["the code UNAVAILABLE", failed("UNAVAILABLE"), 1_000],
  ["the status 503", status(503), 1_000],
  ["a lost connection", new NetworkError(new Error("Failed to fetch")), 1_000],
])("after %s, the first delay is %j", (_name, failure, delayMs) => {
  expect(reconnectDelayMs(failure, 0, () => 1)).toBe(delayMs);
});

test.each([
  [failed("UNAUTHENTICATED"), true],
  [status(401), true],
  [new ServerError("No.", { response: new Response(null, { status: 401 }), bodyText: "" }), true],
  [failed("FORBIDDEN"), false],
  [status(502), false],
  [undefined, false],
])("another token is needed after %s: %j", (failure, isNeeded) => {
  expect(isUnauthenticated(failure)).toBe(isNeeded);
});
