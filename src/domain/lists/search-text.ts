import type { WindowTexts } from "../windows/scheduled-window.js";

/** Returns all texts that `search` matches, in the form in which they are compared. */
export function searchTextOf({ title, searchTexts }: WindowTexts): string {
  return [title, ...searchTexts].map(comparable).join(searchTextSeparator);
}

/** Returns the form in which the text of a caller is compared. Scripts often pass on the end of a line. */
export function searchedText(search: string): string {
  return comparable(search.trim());
}

/** Unicode can express the same letter in several ways. Users see no difference. */
function comparable(text: string): string {
  return text.normalize("NFC").toLowerCase();
}

/** Not in any text, so that a search finds only what is within one text. */
const searchTextSeparator = "\uffff";
