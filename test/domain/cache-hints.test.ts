import { expect, test } from "vitest";
import { createCacheHint } from "../../src/domain/cache-hints.js";

const now = new Date("2026-11-22T12:00:00Z");
const inSeconds = (seconds: number) => ({ validUntil: new Date(now.getTime() + seconds * 1000) });

test("an answer is good until the first of its root fields may change, in whole seconds", () => {
  const hint = createCacheHint();
  hint.untilChange(inSeconds(30));
  hint.untilChange(inSeconds(12.9));
  expect(hint.maxAgeSeconds(2, now)).toBe(12);
});

test("a root field without a hint makes the answer good for no time", () => {
  const hint = createCacheHint();
  hint.untilChange(inSeconds(30));
  expect(hint.maxAgeSeconds(2, now)).toBe(0);
});

test("nothing, what has passed, and what is forbidden is good for no time", () => {
  expect(createCacheHint().maxAgeSeconds(0, now)).toBe(0);
  const past = createCacheHint();
  past.untilChange(inSeconds(-5));
  expect(past.maxAgeSeconds(1, now)).toBe(0);
  const forbidden = createCacheHint();
  forbidden.untilChange(inSeconds(30));
  forbidden.never();
  expect(forbidden.maxAgeSeconds(1, now)).toBe(0);
});
