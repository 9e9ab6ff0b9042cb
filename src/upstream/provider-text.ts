import { maxProviderTextLength, maxScreenedLength } from "./constants.js";
import { requireString } from "./response-members.js";

/**
 * Returns text that a provider wrote for people: shortened, on one line, without invisible characters, and without what looks
 * like a secret. No pattern finds every secret.
 */
export function screenedText(text: string): string {
  const isLong = text.length > maxScreenedLength;
  const visible = text
    .slice(0, maxScreenedLength)
    .toWellFormed()
    .replace(invisibleCharacters, "")
    .replace(spaces, " ")
    .trim();
  // The last word may be the beginning of a secret, which no pattern would find.
  const words = isLong ? visible.slice(0, Math.max(0, visible.lastIndexOf(" "))) : visible;
  const safe = words
    .replace(privateKeys, hidden)
    .replace(accessKeyIds, hidden)
    .replace(webTokens, hidden)
    .replace(userInformation, `//${hidden}@`)
    .replace(authorizations, `$1 ${hidden}`)
    .replace(namedSecrets, `$1$2${hidden}`)
    .replace(longTokens, (token) => (isRandom(token) ? hidden : token));
  return isLong || safe.length > maxProviderTextLength
    ? `${safe.slice(0, maxProviderTextLength - 1).toWellFormed()}…`
    : safe;
}

/** Checks that a member of a response is a text, and screens it. */
export function requireScreenedText(value: unknown, member: string): string {
  return screenedText(requireString(value, member));
}

const hidden = "[hidden]";

/** Characters that are not seen. They could hide a secret from the patterns, or reverse the text. */
const invisibleCharacters = /[\p{Cf}\p{Default_Ignorable_Code_Point}]/gu;
const spaces = /[\s\p{Cc}]+/gu;

const privateKeys = /-----BEGIN [A-Z ]*KEY-----.*?(?:-----END [A-Z ]*KEY-----|$)/g;
const accessKeyIds = /\b(?:AKIA|ASIA)[A-Z0-9]{12,}/g;
const webTokens = /\beyJ[\w.-]{10,}/g;
/** `//user:password@` in a URL. */
const userInformation = /\/\/[^\s/@]*@/g;
const authorizations = /\b(Bearer|Basic) [\w.~+/=-]{8,}/gi;
/** `password=…`, `"apiKey": "…"`, `X-Amz-Signature=…`. A quoted value can lack its end, because AWS may cut the text. */
const namedSecrets =
  /(passwor[dt]|passwd|passphrase|pwd|secret|token|api[_-]?key|access[_-]?key|private[_-]?key|credential|authorization|signature|cookie)([\w.-]{0,40}["']? ?(?:=>|[:=]) ?)(?!\[hidden\])(?:"[^"]*(?:"|$)|'[^']*(?:'|$)|[^\s"',;&)}\]]+)/gi;
const longTokens = /[A-Za-z0-9+/=_-]{32,}/g;

/** Whether a long token looks random. Names and paths rarely mix both cases with digits. */
function isRandom(token: string): boolean {
  return /^[0-9a-f]+$/i.test(token) || (/[a-z]/.test(token) && /[A-Z]/.test(token) && /[0-9]/.test(token));
}
