import type { WindowTexts } from "../windows/scheduled-window.js";
import type { Condition } from "./conditions.js";
import { all } from "./conditions.js";
import { foldedText } from "./folded-text.js";

/** Returns all texts that `search` matches, in the form in which they are compared. */
export function searchTextOf({ sourceId, title, searchTexts }: WindowTexts): string {
  return foldedText(`${title}${separator}${searchTexts.join(separator)}${separator}${sourceId}`);
}

/** Returns the distinct words of a search, in the form in which they are compared. */
export function searchedWords(search: string): readonly string[] {
  return [...new Set(foldedText(search).split(/\s+/))].filter((word) => word !== "");
}

/** Returns the condition that a search text contains every word of the search, in any order; null if the search has no words. */
export function mentions<Item>(
  search: string | null | undefined,
  textOf: (item: Item) => string,
): Condition<Item> | null {
  // Long words are in few texts.
  const words = searchedWords(search ?? "").toSorted((left, right) => right.length - left.length);
  return all(words.map((word) => (item: Item) => textOf(item).includes(word)));
}

/** A word contains no white space, so that it is found only within one text. */
const separator = "\n";
