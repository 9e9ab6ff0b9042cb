import fc from "fast-check";
import { expect, test } from "vitest";
import { mentions, searchedTerms, searchTextOf } from "../../../src/domain/lists/search-text.js";

const texts = {
  sourceId: "aws-prod",
  title: "Orders database – Zürich upgrade",
  searchTexts: ["arn:aws:kinesisanalytics:eu-central-1:123456789012:application/orders"],
  applicationNames: [],
};
const isFound = (search: string) => mentions(search, searchTextOf)?.(texts) ?? true;

test.each([
  "upgrade orders",
  "ORDERS\tDATABASE",
  "zurich",
  "Zu\u0308rich",
  "ZÜRICH upg",
  "eu-central-1 orders",
  "123456789012",
  "aws-prod application/orders",
  "  ",
  "orders orders orders",
  "data\u200bbase",
  '"orders database"',
  'zurich "ORDERS Database" prod',
  '"database – Zu\u0308rich',
  "„Orders database“",
  '""',
  'orders "',
  'orders "" "  "',
  '"upgrade" orders',
])("finds %j", (search) => {
  expect(isFound(search)).toBe(true);
});

test.each([
  "orders missing",
  "upgradearn",
  "aws-prodarn",
  "zürichs",
  "ordersdatabase",
  '"database orders"',
  '"orders  database"',
  '"orders database upgrade"',
  '"orders database" missing',
  'orders "missing database',
  '"upgrade arn"',
  '"upgrade\narn"',
  '"upgrade\farn"',
])("does not find %j", (search) => {
  expect(isFound(search)).toBe(false);
});

test.each([
  ['Load 001 "Load  001" load', ["load", "001", "load  001"]],
  ['service:"orders db"x', ["service:", "orders db", "x"]],
  ['a "b c', ["a", "b c"]],
  ['"a b""c"', ["a b", "c"]],
  ['"" " " a "', ["a"]],
])("%j has the words and phrases %j", (search, terms) => {
  expect(searchedTerms(search)).toEqual(terms);
});

const somewhere = fc.string({ unit: fc.constantFrom("a", "B", " ", "\n", "ü", "0"), maxLength: 12 });

test("a quoted phrase is found exactly if one text contains it, and words if some text contains each", () => {
  fc.assert(
    fc.property(somewhere, somewhere, somewhere, (title, query, text) => {
      const window = { sourceId: "-", title, searchTexts: [query], applicationNames: [] };
      const has = (part: string) => [title, query].some((other) => folded(other).includes(folded(part)));
      const words = text.split(/\s/);
      expect(mentions(`"${text}"`, searchTextOf)?.(window) ?? true).toBe(text.trim() === "" || has(text));
      expect(mentions(text, searchTextOf)?.(window) ?? true).toBe(words.every(has));
    }),
  );
});

const folded = (text: string) => text.toLowerCase().replaceAll("ü", "u");
