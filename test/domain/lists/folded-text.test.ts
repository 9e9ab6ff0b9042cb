import fc from "fast-check";
import { expect, test } from "vitest";
import { foldedText } from "../../../src/domain/lists/folded-text.js";

test.each([
  ["STRASSE", "straße"],
  ["STRASSE", "STRAẞE"],
  ["München", "Mu\u0308nchen"],
  ["munchen", "MÜNCHEN"],
  ["Ångström", "\u212bngstrom"],
  ["ﬁle", "FILE"],
  ["ΟΔΟΣ", "οδος"],
  ["Ærø", "aero"],
  ["Łódź", "lodz"],
  ["İstanbul", "istanbul"],
  ["ＡＢＣ１２", "abc12"],
  ["soft\u00adware", "software"],
  ["Ёлка", "елка"],
  ["𝐀𝐁c", "abc"],
  ["مُحَمَّد", "محمد"],
  ["שָׁלוֹם", "שלום"],
  ["⚠️ risk", "⚠ risk"],
  ["ec\u2066lair\u2069", "eclair"],
])("%s and %s are equal", (left, right) => {
  expect(foldedText(left)).toBe(foldedText(right));
});

test.each([
  ["o", "0"],
  ["か", "き"],
  ["b", "ß"],
])("%s and %s differ", (left, right) => {
  expect(foldedText(left)).not.toBe(foldedText(right));
});

test("a part of a word is a part of the folded word, also before its last letter", () => {
  expect(foldedText("ΟΔΟΣΗΜΑΝΣΗ")).toContain(foldedText("ΟΔΟΣ"));
});

test("the case of a letter, and how it is composed, never matter", () => {
  for (let codePoint = 0; codePoint <= 0x1ffff; codePoint++) {
    if (codePoint >= 0xd800 && codePoint <= 0xdfff) continue;
    const letter = String.fromCodePoint(codePoint);
    const folded = foldedText(letter);
    const variants = [
      letter.toUpperCase(),
      letter.toLowerCase(),
      letter.normalize("NFC"),
      letter.normalize("NFD"),
    ];
    for (const variant of variants)
      if (foldedText(variant) !== folded) expect.fail(`U+${codePoint.toString(16)} ${letter} ${variant}`);
  }
});

test("folding a folded text changes nothing", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme" }), (text) => {
      expect(foldedText(foldedText(text))).toBe(foldedText(text));
    }),
  );
});
