import { readFile, stat } from "node:fs/promises";
import * as v from "valibot";
import { keyText } from "../../settings/text-problem.js";
import { CredentialsError } from "../../upstream/credentials-error.js";
import { maxKeyFileBytes } from "./constants.js";

/** The keys of a source, or their files. Files are read for each call, so that keys can be rotated without a restart. */
export interface KeyLocations {
  readonly apiKey?: string;
  readonly apiKeyFile?: string;
  readonly applicationKey?: string;
  readonly applicationKeyFile?: string;
}

export interface Keys {
  readonly apiKey: string;
  readonly applicationKey: string;
}

/** Rejects keys with line breaks, because the HTTP client would print them in its error message. */
export const keySchema = v.pipe(
  v.string("is missing. Set it: Datadog requires both an API key and an application key."),
  keyText,
  v.regex(
    /^[\x21-\x7e]+$/,
    "contains a space, a line break or another character that is invalid in a Datadog key.",
  ),
);

/** Returns the current keys. */
export async function readKeys(locations: KeyLocations): Promise<Keys> {
  const [apiKey, applicationKey] = await Promise.all([
    readKey("API key", locations.apiKey, locations.apiKeyFile),
    readKey("application key", locations.applicationKey, locations.applicationKeyFile),
  ]);
  return { apiKey, applicationKey };
}

async function readKey(name: string, key: string | undefined, file: string | undefined): Promise<string> {
  const text = file === undefined ? key : await contentOf(file, name);
  const checked = v.safeParse(keySchema, text?.trim() || undefined, { abortPipeEarly: true });
  if (checked.success) return checked.output;
  throw new CredentialsError(
    `the ${name} ${checked.issues[0].message}${file === undefined ? "" : ` (${file})`}`,
  );
}

/** Returns the content of a key file. Throws CredentialsError if the file is missing, unreadable or too large. */
async function contentOf(file: string, name: string): Promise<string> {
  const failed = (cause?: unknown) =>
    new CredentialsError(`cannot read the ${name} file: ${file}`, { cause });
  const stats = await stat(file).catch((error: unknown) => {
    throw failed(error);
  });
  if (!stats.isFile() || stats.size > maxKeyFileBytes) throw failed();
  return readFile(file, "utf8").catch((error: unknown) => {
    throw failed(error);
  });
}
