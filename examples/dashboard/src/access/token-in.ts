/** Returns the token in a pasted text, which can be the value of a header; null if there is none. */
export function tokenIn(text: string): string | null {
  return /^(?:bearer\s+)?([\x21-\x7e]+)$/i.exec(text.trim())?.[1] ?? null;
}
