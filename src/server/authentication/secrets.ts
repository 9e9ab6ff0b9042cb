import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync } from "node:fs";
import * as v from "valibot";
import type { ConfigurationFault, Environment } from "../../datasources/provider.js";

/** Long enough that nobody tries them all. */
const secretSchema = v.pipe(
  v.string(),
  v.regex(/^[\x21-\x7e]+$/, "holds a space, a line break or another character that no header takes."),
  v.minLength(32, "is shorter than 32 characters. `openssl rand -hex 32` makes a good one."),
);

/** A secret in the variable, or in the file that the variable with `_FILE` behind it names; null without either. */
export function readSecret(
  variable: string,
  environment: Environment,
): { readonly secret: string | null; readonly faults: readonly ConfigurationFault[] } {
  const fileVariable = `${variable}_FILE`;
  const file = environment[fileVariable]?.trim() || undefined;
  const given = environment[variable]?.trim() || undefined;
  const failed = (key: string, message: string) => ({ secret: null, faults: [{ key, message }] });
  if (file === undefined && given === undefined) return { secret: null, faults: [] };
  if (file !== undefined && given !== undefined) {
    return failed(fileVariable, `is set together with ${variable}: one of them is enough.`);
  }
  const text = file === undefined ? given : contentOf(file)?.trim();
  if (text === undefined) return failed(fileVariable, "names a file that cannot be read.");
  const { success, output, issues } = v.safeParse(secretSchema, text, { abortPipeEarly: true });
  if (success) return { secret: output, faults: [] };
  const message =
    file === undefined ? issues[0].message : `names a file with a secret that ${issues[0].message}`;
  return failed(file === undefined ? variable : fileVariable, message);
}

/** The text of a file; null where it cannot be read. */
export function contentOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}

/** Tells which of the secrets a text is, by its index; null where it is none. How long that takes tells nothing. */
export function createSecretMatch(secrets: readonly string[]): (given: string) => number | null {
  const digests = secrets.map(digestOf);
  return (given) => {
    const digest = digestOf(given);
    // All of them, whichever it is.
    const index = digests.map((known) => timingSafeEqual(known, digest)).indexOf(true);
    return index < 0 ? null : index;
  };
}

/** Of one length, whatever its text. */
function digestOf(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}
