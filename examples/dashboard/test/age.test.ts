import { expect, test } from "vitest";
import { ageInWords } from "../src/live/age";

test.each([
  [-200, "0 s"],
  [12_999, "12 s"],
  [59_999, "59 s"],
  [60_000, "1 min"],
  [3_599_999, "59 min"],
  [3_600_000, "1 h"],
  [100 * 3_600_000, "100 h"],
])("%j ms are %j", (ageMs, words) => {
  expect(ageInWords(ageMs)).toBe(words);
});
