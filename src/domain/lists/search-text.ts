import type { WindowTexts } from "../windows/scheduled-window.js";
import { foldedText } from "./folded-text.js";

/** Returns all texts that `search` matches, in the form in which they are compared. */
export function searchTextOf({ sourceId, title, searchTexts }: WindowTexts): string {
  return foldedText(`${title}${separator}${searchTexts.join(separator)}${separator}${sourceId}`);
}

/** Returns the distinct words of a search, in the form in which they are compared. */
export function searchedWords(search: string): readonly string[] {
  return [...new Set(foldedText(search).split(/\s+/))].filter((word) => word !== "");
}

/** Returns a function that decides whether a search text contains every word of the search, in any order. */
export function searchFor(search: string): (searchText: string) => boolean {
  // Long words are in few texts.
  const words = searchedWords(search).toSorted((left, right) => right.length - left.length);
  const [only] = words;
  return only !== undefined && words.length === 1
    ? (searchText) => searchText.includes(only)
    : (searchText) => words.every((word) => searchText.includes(word));
}

/** A word contains no white space, so that it is found only within one text. */
const separator = "\n";
