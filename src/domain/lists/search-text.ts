import type { WindowTexts } from "../windows/scheduled-window.js";
import type { Condition } from "./conditions.js";
import { all } from "./conditions.js";
import { foldedText } from "./folded-text.js";

/** Returns all texts that `search` matches, in the form in which they are compared. */
export function searchTextOf({ sourceId, title, searchTexts }: WindowTexts): string {
  return foldedText(`${title}${separator}${searchTexts.join(separator)}${separator}${sourceId}`);
}

/**
 * Returns the distinct words and phrases of a search, in the form in which they are compared. A phrase is between double quotes, or
 * between a quote and the end. It is compared as it stands, unless it is blank.
 */
export function searchedTerms(search: string): readonly string[] {
  const text = foldedText(search).replaceAll(separator, " ");
  const terms = [...text.matchAll(wordOrPhrase)].map(([word, phrase]) => phrase ?? word);
  return [...new Set(terms)].filter((term) => term.trim() !== "");
}

/** Phones write typographic quotes. */
const wordOrPhrase = /["“”„]([^"“”„]*)["“”„]?|[^\s"“”„]+/g;

/**
 * Returns the condition that a search text contains every word and phrase of the search, in any order; null if the search has none.
 */
export function mentions<Item>(
  search: string | null | undefined,
  textOf: (item: Item) => string,
): Condition<Item> | null {
  // Long terms are in few texts.
  const terms = searchedTerms(search ?? "").toSorted((left, right) => right.length - left.length);
  return all(terms.map((term) => (item: Item) => textOf(item).includes(term)));
}

/** A form feed. No word or phrase contains one, so that each is found only within one text. */
const separator = "\f";
