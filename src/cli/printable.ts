import { maximumLineLength } from "./constants.js";

/** Control characters, line separators, and characters that change the direction of text. */
const hidden = /[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Returns text of another program as one line without terminal escapes. GitHub Actions and Azure Pipelines execute commands such
 * as `##[add-mask]` and `##vso[…]` anywhere in a line; those that begin with `::` only at its start.
 */
export function printable(text: string): string {
  const line = text
    .slice(0, maximumLineLength)
    .replaceAll(/\s+/g, " ")
    .replaceAll(hidden, "")
    .replaceAll(/#(?=#)/g, "# ");
  return text.length > maximumLineLength ? `${line}…` : line;
}

/** Returns JSON in one line that is as harmless as `printable` text, and still the same value. */
export function printableJson(value: object): string {
  const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  return JSON.stringify(value)
    .replaceAll(hidden, escaped)
    .replaceAll(/(?<=#)#/g, escaped);
}
