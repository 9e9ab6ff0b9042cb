import { maxQuotedLength } from "./constants.js";

/** Cuts a value of the caller that a message quotes. It can be as long as the request. */
export function shortened(text: string): string {
  return text.length > maxQuotedLength ? `${text.slice(0, maxQuotedLength)}…` : text;
}
