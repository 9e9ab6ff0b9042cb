/**
 * Returns the form in which texts are compared: without case, accents, invisible characters, and the other differences that
 * Unicode calls compatible (Unicode Standard, compatibility caseless matching; UAX 15, NFKD).
 */
export function foldedText(text: string): string {
  if (isAscii.test(text)) return text.toLowerCase();
  const plain = text.normalize("NFKD").replace(ignored, "");
  // Only the upper case of ß is SS, and only the lower case of ẞ is ß. The upper case can contain a ligature's accents again.
  const caseless = plain.toLowerCase().toUpperCase().toLowerCase().normalize("NFKD").replace(ignored, "");
  return caseless.replace(foldedLetter, (letter) => foldedLetters[letter] ?? letter);
}

const isAscii = /^[\0-\x7f]*$/;

/** Accents of Latin, Greek and Cyrillic letters, except the iota subscript; the soft hyphen, joiners and marks without a width. */
const ignored = /[\u0300-\u0344\u0346-\u036f\u00ad\u200b-\u200f\u2060\ufeff]/g;

/** Letters that Unicode does not decompose, as the CLDR root collation compares them, and the final sigma. */
const foldedLetters: Readonly<Record<string, string>> = {
  æ: "ae",
  ð: "d",
  đ: "d",
  ħ: "h",
  ł: "l",
  ø: "o",
  œ: "oe",
  ŧ: "t",
  ς: "σ",
};
const foldedLetter = new RegExp(`[${Object.keys(foldedLetters).join("")}]`, "g");
