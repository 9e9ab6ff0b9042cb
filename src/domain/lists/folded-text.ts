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

/**
 * Accents of Latin, Greek and Cyrillic letters, except the iota subscript; Hebrew points and Arabic vowel marks; and the soft hyphen,
 * joiners, marks of direction and variation selectors.
 */
const accents = "[\\u0300-\\u0344\\u0346-\\u036f]";
const points = "[\\u0591-\\u05bd\\u05bf\\u05c1\\u05c2\\u05c4\\u05c5\\u05c7\\u064b-\\u065f\\u0670]";
const unseen = "[\\u00ad\\u200b-\\u200f\\u202a-\\u202e\\u2060\\u2066-\\u2069\\ufe00-\\ufe0f\\ufeff]";
const ignored = new RegExp(`${accents}|${points}|${unseen}`, "g");

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
