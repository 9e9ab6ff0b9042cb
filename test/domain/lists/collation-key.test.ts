import fc from "fast-check";
import { expect, test } from "vitest";
import { collationKey } from "../../../src/domain/lists/collation-key.js";
import { compareText } from "../../../src/domain/lists/pages.js";

const compare = (left: string, right: string) => compareText(collationKey(left), collationKey(right));
const sorted = (...titles: readonly string[]) => titles.toSorted(compare);

test("titles sort as people read them", () => {
  const inOrder = [
    "",
    "_draft",
    "(old) orders",
    "2 orders",
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
    "жук",
    "東京",
  ];
  const standard = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  expect(inOrder.toReversed().toSorted(standard.compare)).toEqual(inOrder);
  expect(sorted(...inOrder.toReversed())).toEqual(inOrder);
});

test("the order is that of the CLDR root collation with numeric ordering", () => {
  const reference = new Intl.Collator("en", { numeric: true, sensitivity: "base" });
  const letters = [..."abAB019 _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$", ..."äÄéßøłñæœðđħŧαβΩω"];
  const title = fc.array(fc.constantFrom(...letters), { maxLength: 8 }).map((chosen) => chosen.join(""));
  fc.assert(
    fc.property(title, title, (left, right) => {
      expect(compare(left, right)).toBe(Math.sign(reference.compare(left, right)));
    }),
    { numRuns: 3_000 },
  );
});

test("numbers of any length sort by their value", () => {
  const number = fc.bigInt({ min: 0n, max: 10n ** 60n });
  fc.assert(
    fc.property(number, number, fc.nat(3), (left, right, zeros) => {
      const order = compare(`job ${left}`, `job ${"0".repeat(zeros)}${right}`);
      if (left !== right) expect(order).toBe(left < right ? -1 : 1);
      expect(compare(`job ${left}`, "job a")).toBe(-1);
    }),
  );
});

test("all punctuation and symbols come before digits", () => {
  for (const first of ["–", "«", "©", "€", "“"]) expect(compare(`${first} orders`, "1 order")).toBe(-1);
});

test("titles that differ only in case, accents and leading zeros have the same key", () => {
  expect(collationKey("CÔTE 07")).toBe(collationKey("cote 7"));
  expect(collationKey("cote 7")).not.toBe(collationKey("cote 70"));
});
