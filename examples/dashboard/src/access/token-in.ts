/** Returns the token in a pasted text, which can be the value of a header; null without a token. */
export function tokenIn(text: string): string | null {
  return /^(?:bearer\s+)?([\x21-\x7e]+)$/i.exec(text.trim())?.[1] ?? null;
}
