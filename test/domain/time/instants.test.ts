import fc from "fast-check";
import { expect, test } from "vitest";
import {
  earliestInstant,
  instantText,
  isInstantText,
  latestInstant,
} from "../../../src/domain/time/instants.js";

test("an instant has the same text as in toISOString", () => {
  const instant = fc.date({ min: earliestInstant, max: latestInstant, noInvalidDate: true });
  fc.assert(
    fc.property(instant, (date) => {
      expect(instantText(date)).toBe(date.toISOString());
    }),
    { numRuns: 5_000 },
  );
});

test.each([earliestInstant, latestInstant, new Date(0), new Date(-1), new Date("2026-11-29T23:59:59.009Z")])(
  "%s has the same text as in toISOString",
  (date) => {
    expect(instantText(date)).toBe(date.toISOString());
  },
);

test("an invalid date has no text", () => {
  expect(() => instantText(new Date(Number.NaN))).toThrow(RangeError);
});

const digits = (count: number) => fc.stringMatching(new RegExp(`^[0-9]{${count}}$`));
const offset = fc.oneof(
  fc.constant("Z"),
  fc.tuple(fc.constantFrom("+", "-"), digits(2), digits(2)).map(offsetText),
);

function offsetText([sign, hours, minutes]: [string, string, string]): string {
  return `${sign}${hours}:${minutes}`;
}

test("a text in the form of RFC 3339 is an instant if its date, time and offset exist", () => {
  const text = fc
    .tuple(digits(4), digits(2), digits(2), digits(2), digits(2), digits(2), offset)
    .map(([year, month, day, hour, minute, second, zone]) => {
      return `${year}-${month}-${day}T${hour}:${minute}:${second}${zone}`;
    });
  const near = fc
    .tuple(fc.integer({ min: 0, max: 13 }), fc.integer({ min: 0, max: 32 }), fc.integer({ min: 0, max: 24 }))
    .map((numbers) => numbers.map((number) => String(number).padStart(2, "0")))
    .chain(([month, day, hour]) => offset.map((zone) => `2026-${month}-${day}T${hour}:59:59.5${zone}`));
  fc.assert(
    fc.property(fc.oneof(text, near), (given) => {
      expect(isInstantText(given)).toBe(isInstantOfTemporal(given));
    }),
    {
      numRuns: 5_000,
      examples: [["2024-02-29T00:00:00Z"], ["2100-02-29T00:00:00Z"], ["0000-02-29T00:00:00Z"]],
    },
  );
});

/** Temporal accepts the second 60. */
function isInstantOfTemporal(text: string): boolean {
  if (text.slice("2026-01-31T00:00:".length).startsWith("60")) return false;
  try {
    Temporal.Instant.from(text);
    return true;
  } catch {
    return false;
  }
}

test("every instant is one, in any offset", () => {
  const minutes = fc.integer({ min: -(24 * 60 - 1), max: 24 * 60 - 1 });
  const instant = fc.date({ min: new Date("0001-01-02"), max: new Date("9999-12-30"), noInvalidDate: true });
  fc.assert(
    fc.property(instant, minutes, (date, offsetMinutes) => {
      const [hours, rest] = [Math.abs(offsetMinutes) / 60, Math.abs(offsetMinutes) % 60];
      const zone = [hours, rest].map((number) => String(Math.floor(number)).padStart(2, "0")).join(":");
      const local = new Date(date.getTime() + offsetMinutes * 60_000).toISOString().slice(0, -1);
      const text = `${local}${offsetMinutes < 0 ? "-" : "+"}${zone}`;
      expect([isInstantText(text), new Date(text)]).toEqual([true, date]);
    }),
  );
});
