import fc from "fast-check";
import { expect, test } from "vitest";
import { asciiKey, compareTitles } from "../../../src/domain/lists/title-order.js";

/** The standard's own implementation. */
const standard = new Intl.Collator("und", { numeric: true, sensitivity: "base" });

test("titles sort as people read them", () => {
  const inOrder = [
    "",
    "_draft",
    "(old) orders",
    "⚠ orders",
    "🚧 Datacenter",
    "2 orders",
    "٣ orders",
    "10 orders",
    "Äpfel",
    "apple",
    "cote",
    "côte 2",
    "job-1",
    "job-9",
    "job-010",
    "job-10.5",
    "job-11",
    "Job-22",
    "orders",
    "Orders EU",
    "orders-eu",
    "zebra",
    "ωμέγα",
    "Ґанок",
    "Зима",
    "かい",
    "かう",
    "東京",
  ];
  expect(inOrder.toReversed().toSorted(standard.compare)).toEqual(inOrder);
  expect(inOrder.toReversed().toSorted(compareTitles)).toEqual(inOrder);
});

test("keys of titles in ASCII compare as the collation compares the titles", () => {
  const title = fc.string({ unit: "binary-ascii", maxLength: 8 });
  fc.assert(
    fc.property(title, title, (left, right) => {
      expect(compareTitles(left, right)).toBe(Math.sign(standard.compare(left, right)));
    }),
    { numRuns: 3_000 },
  );
});

test("numbers of any length sort by their value", () => {
  const digits = fc.tuple(fc.nat(3), fc.integer({ min: 1, max: 520 }), fc.constantFrom("1", "9"));
  const number = digits.map(([zeros, length, digit]) => "0".repeat(zeros) + digit.repeat(length));
  fc.assert(
    fc.property(number, number, fc.constantFrom("", "a", " 7"), (left, right, end) => {
      const [one, other] = [`job ${left}${end}`, `job ${right}`];
      expect(compareTitles(one, other)).toBe(Math.sign(standard.compare(one, other)));
    }),
  );
});

test("other titles are compared with those in ASCII in one total order", () => {
  const title = fc.string({
    unit: fc.constantFrom("a", "B", "é", "1", "٣", "-", "–", "ß", "🚧", "か"),
    maxLength: 4,
  });
  fc.assert(
    fc.property(fc.array(title, { maxLength: 12 }), (titles) => {
      expect(titles.toSorted(compareTitles)).toEqual(titles.toSorted(standard.compare));
    }),
  );
});

test("titles that differ only in case, accents and leading zeros are equal", () => {
  expect(compareTitles("CÔTE 07", "cote 7")).toBe(0);
  expect(asciiKey("JOB-07")).toBe(asciiKey("job-7"));
  expect(asciiKey("job-7")).not.toBe(asciiKey("job-70"));
  expect(asciiKey("é")).toBeNull();
});
