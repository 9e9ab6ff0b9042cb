import { expect, test } from "vitest";
import { createCacheHint } from "../../src/domain/cache-hints.js";

const now = new Date("2026-11-22T12:00:00Z");
const inSeconds = (seconds: number) => ({ validUntil: new Date(now.getTime() + seconds * 1000) });

test("a response is cacheable until the first of its root fields may change, in whole seconds", () => {
  const hint = createCacheHint();
  hint.untilChange(inSeconds(30));
  hint.untilChange(inSeconds(12.9));
  expect(hint.maxAgeSeconds(2, now)).toBe(12);
});

test("a response is not cacheable if a root field has no hint", () => {
  const hint = createCacheHint();
  hint.untilChange(inSeconds(30));
  expect(hint.maxAgeSeconds(2, now)).toBe(0);
});

test("a response is not cacheable if it has no root field, has expired or forbids caching", () => {
  expect(createCacheHint().maxAgeSeconds(0, now)).toBe(0);
  const past = createCacheHint();
  past.untilChange(inSeconds(-5));
  expect(past.maxAgeSeconds(1, now)).toBe(0);
  const forbidden = createCacheHint();
  forbidden.untilChange(inSeconds(30));
  forbidden.never();
  expect(forbidden.maxAgeSeconds(1, now)).toBe(0);
});
