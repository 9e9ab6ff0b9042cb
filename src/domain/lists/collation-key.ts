import { foldedText } from "./folded-text.js";

/**
 * Returns a key by which titles sort as people read them: white space and punctuation before digits, digits before letters, numbers
 * by their value, and letters without case and accents. Titles that differ only in these have the same key. This is the CLDR root
 * collation with numeric ordering (UTS 35, UTS 10), whose own implementation is several times slower. Letters of different scripts,
 * which it sorts by script, sort by code unit here.
 */
export function collationKey(text: string): string {
  const folded = foldedText(text);
  let key = "";
  for (let index = 0; index < folded.length; index++) {
    const unit = folded.charCodeAt(index);
    if (unit >= digitZero && unit <= digitNine) {
      const end = endOfDigits(folded, index);
      key += numberKey(folded.slice(index, end));
      index = end - 1;
    } else if (unit >= letterA && unit <= letterZ) key += folded[index];
    else if (unit < 0x80) key += asciiKeys[unit];
    else
      key += otherPunctuation.test(folded[index] as string)
        ? `${otherMarker}${folded[index]}`
        : folded[index];
  }
  return key;
}

const [digitZero, digitNine, letterA, letterZ] = [0x30, 0x39, 0x61, 0x7a];

/** Punctuation of ASCII in the order of the CLDR root collation. Control characters do not count. */
const punctuation = " _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";
const asciiKeys = Array.from({ length: 0x80 }, (_, unit) => {
  const place = punctuation.indexOf(String.fromCharCode(unit));
  return place < 0 ? "" : String.fromCharCode(1 + place);
});

/** Other punctuation sorts after that of ASCII. */
const otherPunctuation = /[\p{P}\p{S}\p{Z}]/u;
const otherMarker = String.fromCharCode(1 + punctuation.length);

function endOfDigits(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text.charCodeAt(end) >= digitZero && text.charCodeAt(end) <= digitNine)
    end += 1;
  return end;
}

/** A number with more digits is greater, so the count of its digits comes first. The key sorts before that of any letter. */
function numberKey(digits: string): string {
  const value = digits.replace(/^0+(?=[0-9])/, "");
  const rest = value.length - maxShortNumber;
  return rest > 0
    ? `${String.fromCharCode(numberMarker + maxShortNumber + 1, rest)}${value}`
    : `${String.fromCharCode(numberMarker + value.length)}${value}`;
}

const numberMarker = 1 + punctuation.length;
const maxShortNumber = 24;
