import { expect, test } from "vitest";
import { maxKeyLength, maxVariants } from "../../../src/server/response-cache/constants.js";
import type { CachedResponse } from "../../../src/server/response-cache/response-cache.js";
import { createResponseCache } from "../../../src/server/response-cache/response-cache.js";

const at = { now: new Date("2026-11-22T12:00:00Z"), steadyMs: 0 };

function responseOf(text: string, isUnchanged = () => true): CachedResponse {
  const [validFrom, validUntil] = [new Date("2026-11-22T11:00:00Z"), new Date("2026-11-22T13:00:00Z")];
  const basis = { validFrom, validUntil, freshUntilMs: 30_000, isUnchanged, sourceIds: [], reuse: () => {} };
  return {
    basis,
    operationName: null,
    headers: { "content-type": "application/json" },
    body: Buffer.from(text),
  };
}

const bodyOf = (response: CachedResponse | null) => response?.body.toString() ?? null;

test("a response is stored when its request arrives a second time", () => {
  const cache = createResponseCache(100_000);
  const key = { text: "{}", variant: "" };
  cache.store(key, {}, responseOf("first"));
  expect(cache.find(key, at)).toBeNull();
  cache.store(key, {}, responseOf("second"));
  expect(bodyOf(cache.find(key, at))).toBe("second");
});

test("a response is not found for another variant, or after its data has changed", () => {
  const cache = createResponseCache(100_000);
  let isUnchanged = true;
  const key = { text: "{}", variant: "one" };
  cache.store(key, {}, responseOf("first"));
  cache.store(
    key,
    {},
    responseOf("one", () => isUnchanged),
  );
  expect(cache.find({ ...key, variant: "two" }, at)).toBeNull();
  isUnchanged = false;
  expect(cache.find(key, at)).toBeNull();
  cache.store(key, {}, responseOf("newer"));
  expect(bodyOf(cache.find(key, at))).toBe("newer");
});

test.each([
  ["2026-11-22T10:59:59.999Z", null],
  ["2026-11-22T11:00:00Z", "second"],
  ["2026-11-22T12:59:59.999Z", "second"],
  ["2026-11-22T13:00:00Z", null],
])("at %s, the response is %s", (instant, expected) => {
  const cache = createResponseCache(100_000);
  const key = { text: "{}", variant: "" };
  cache.store(key, {}, responseOf("first"));
  cache.store(key, {}, responseOf("second"));
  expect(bodyOf(cache.find(key, { now: new Date(instant), steadyMs: 0 }))).toBe(expected);
});

test("requests that all differ are not stored", () => {
  const cache = createResponseCache(100_000);
  for (let count = 0; count < 10_000; count++) {
    cache.store({ text: `{"number":${count}}`, variant: "" }, {}, responseOf("x".repeat(1_000)));
  }
  const found = Array.from({ length: 10_000 }, (_, count) =>
    cache.find({ text: `{"number":${count}}`, variant: "" }, at),
  );
  expect(found.filter((response) => response !== null)).toEqual([]);
});

test("the cache stays within its size, and drops the responses that were not used for longest", () => {
  const maxBytes = 100_000;
  const cache = createResponseCache(maxBytes);
  const body = "x".repeat(5_000);
  const keys = Array.from({ length: 100 }, (_, count) => ({ text: `{"number":${count}}`, variant: "" }));
  for (const key of keys) {
    cache.store(key, {}, responseOf(body));
    cache.store(key, {}, responseOf(body));
  }
  const kept = keys.filter((key) => cache.find(key, at) !== null);
  expect(kept.length * body.length).toBeLessThan(maxBytes);
  expect(kept.at(-1)).toEqual(keys.at(-1));
  expect(kept.length).toBeGreaterThan(5);
});

test("one request has a limited number of variants", () => {
  const cache = createResponseCache(1_000_000);
  const keys = Array.from({ length: maxVariants + 5 }, (_, count) => ({
    text: "{}",
    variant: String(count),
  }));
  for (const key of keys) cache.store(key, {}, responseOf(key.variant));
  for (const key of keys) cache.store(key, {}, responseOf(key.variant));
  const kept = keys.filter((key) => cache.find(key, at) !== null);
  expect(kept).toEqual(keys.slice(-maxVariants));
});

test("a response to a long request, or one that is larger than the cache, is not stored", () => {
  const cache = createResponseCache(10_000);
  const long = { text: "x".repeat(maxKeyLength + 1), variant: "" };
  const large = { text: "{}", variant: "" };
  for (const [key, body] of [
    [long, "short"],
    [large, "x".repeat(20_000)],
  ] as const) {
    cache.store(key, {}, responseOf(body));
    cache.store(key, {}, responseOf(body));
    expect(cache.find(key, at)).toBeNull();
  }
});

test("a cache of no size stores nothing", () => {
  const cache = createResponseCache(0);
  const key = { text: "{}", variant: "" };
  for (let count = 0; count < 3; count++) cache.store(key, {}, responseOf("x"));
  expect(cache.find(key, at)).toBeNull();
});

test("a response is not found after its data has stopped being fresh, even if the clock was set back", () => {
  const cache = createResponseCache(100_000);
  const key = { text: "{}", variant: "" };
  cache.store(key, {}, responseOf("first"));
  cache.store(key, {}, responseOf("second"));
  const earlier = new Date("2026-11-22T11:00:00Z");
  expect(bodyOf(cache.find(key, { now: earlier, steadyMs: 29_999 }))).toBe("second");
  expect(cache.find(key, { now: earlier, steadyMs: 30_000 })).toBeNull();
});
