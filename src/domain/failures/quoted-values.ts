import { maxNamed, maxQuotedLength } from "./constants.js";

/** Cuts a value of the caller that a message quotes. It can be as long as the request. */
export function shortened(text: string): string {
  return text.length > maxQuotedLength ? `${text.slice(0, maxQuotedLength)}…` : text;
}

/** Names the first texts of a caller's list. */
export function named(texts: readonly string[]): string {
  const more = texts.length - maxNamed;
  const first = texts.slice(0, maxNamed).map((text) => (text.trim() === "" ? '""' : shortened(text)));
  return `${first.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}
