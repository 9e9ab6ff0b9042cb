import { compareText } from "./pages.js";

/**
 * Compares titles as people read them: by the CLDR root collation with numeric ordering, without case and accents (UTS 35, UTS 10).
 * Returns 0 for titles that differ in nothing else.
 */
export function compareTitles(left: string, right: string): number {
  const [leftKey, rightKey] = [asciiKey(left), asciiKey(right)];
  return leftKey === null || rightKey === null
    ? compareByCollator(left, right)
    : compareText(leftKey, rightKey);
}

/** Compares any titles, several times slower than their keys. */
export function compareByCollator(left: string, right: string): number {
  collator ??= new Intl.Collator("und", { numeric: true, sensitivity: "base" });
  return collator.compare(left, right);
}

/** Created at its first use, to keep the start fast. */
let collator: Intl.Collator | undefined;

/**
 * Returns a key of a title in ASCII; null for other titles. Keys compare by code unit exactly as the collator compares the titles:
 * white space and punctuation before digits, digits before letters, numbers by their value.
 */
export function asciiKey(title: string): string | null {
  if (!isAscii.test(title)) return null;
  const text = title.toLowerCase();
  let key = "";
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= digitZero && unit <= digitNine) {
      const end = endOfDigits(text, index);
      key += numberKey(text.slice(index, end));
      index = end - 1;
    } else if (unit >= letterA && unit <= letterZ) key += text[index];
    else key += punctuationKeys[unit];
  }
  return key;
}

const isAscii = /^[\0-\x7f]*$/;
const [digitZero, digitNine, letterA, letterZ] = [0x30, 0x39, 0x61, 0x7a];

/** White space and punctuation in the order of the collation. Other control characters do not count. */
const punctuation = "\t\n\v\f\r _-,;:!?.'\"()[]{}@*/\\&#%`^+<=>|~$";
const punctuationKeys = Array.from({ length: 0x80 }, (_, unit) => {
  const place = punctuation.indexOf(String.fromCharCode(unit));
  return place < 0 ? "" : String.fromCharCode(1 + place);
});

function endOfDigits(text: string, start: number): number {
  let end = start + 1;
  while (end < text.length && text.charCodeAt(end) >= digitZero && text.charCodeAt(end) <= digitNine)
    end += 1;
  return end;
}

/**
 * A number with more digits is greater, so the count of its digits comes first. The key sorts before that of any letter. Like the
 * collator, it takes more than 254 digits for several numbers.
 */
function numberKey(digits: string): string {
  let key = "";
  let rest = digits;
  do {
    rest = rest.replace(/^0+(?=[0-9])/, "");
    const value = rest.slice(0, maxDigits);
    rest = rest.slice(maxDigits);
    const more = value.length - maxShortNumber;
    key += String.fromCharCode(...(more > 0 ? [longNumber, more] : [numberMarker + value.length])) + value;
  } while (rest !== "");
  return key;
}

const maxDigits = 254;
const maxShortNumber = 24;
const numberMarker = 1 + punctuation.length;
const longNumber = numberMarker + maxShortNumber + 1;
