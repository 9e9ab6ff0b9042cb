import { assert, constantFrom, property, stringMatching } from "fast-check";
import { expect, test } from "vitest";
import { hasOnlyOperators, isBroadQuery } from "../../../src/datasources/datadog/broad-query.js";

test.each([
  "",
  "  \n",
  "\u200b",
  "*",
  "**",
  "?*",
  "*:*",
  "* *",
  "* AND *:*",
  "(* OR *:*)",
  "((*))",
  "()",
  '"*"',
  "service:a OR *",
  "(service:a AND env:b) OR (* AND *)",
  "(service:a OR *) AND *:*",
  "*)",
  "(*",
  "\u3164",
  "NOT NOT *",
  "--*",
  "-(-*)",
  "!(!(*))",
  "+*",
  "[* TO *]",
  "*:*^2",
  "service:a || *",
  "* && *",
  "service:a or *",
  "service:a) OR *",
  "service:a OR NOT -*",
  `service:a ${"(".repeat(105)}service:x${")".repeat(105)} OR *`,
  "(".repeat(50_000),
])("%j matches every case", (query) => {
  expect(isBroadQuery(query)).toBe(true);
});

test.each([
  "service:a",
  "service:*",
  "*foo*",
  "* AND service:a",
  "service:a *",
  "(service:a OR service:b) AND *",
  "NOT *",
  "NOT service:a",
  "NOT (NOT service:a)",
  "-*",
  "NOT * OR service:a",
  "service:[* TO 5]",
  "team:a-b",
  "-service:a",
  '"a * b"',
  "service:a OR (* AND env:b)",
  ") service:a",
])("%j does not match every case", (query) => {
  expect(isBroadQuery(query)).toBe(false);
});

test.each(["(", ")", "()", "OR", "not", "AND (OR)", "||", "--(", "(".repeat(50_000)])(
  "%j consists only of operators",
  (query) => {
    expect(hasOnlyOperators(query)).toBe(true);
  },
);

test.each(["", " ", "*", "NOT *", "ORDERS", "service:a", "(service:a OR"])(
  "%j does not consist only of operators",
  (query) => {
    expect(hasOnlyOperators(query)).toBe(false);
  },
);

const term = stringMatching(/^[a-z]{1,5}:[a-z]{1,5}$/);

test("OR with a wildcard makes a query broad, and AND with a term makes it narrow", () => {
  assert(
    property(term, constantFrom("*", "*:*", "(* OR ?)"), (given, wildcard) => {
      expect(isBroadQuery(`${wildcard} AND ${given}`)).toBe(false);
      expect(isBroadQuery(`${given} OR ${wildcard}`)).toBe(true);
      expect(isBroadQuery(`(${given} OR ${wildcard}) AND ${given}`)).toBe(false);
    }),
  );
});
