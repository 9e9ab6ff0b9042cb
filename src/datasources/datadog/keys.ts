import { readFile, stat } from "node:fs/promises";
import * as v from "valibot";
import { CredentialsError } from "../../upstream/credentials-error.js";
import { maxKeyFileBytes } from "./constants.js";

/** Where a source's keys are: a file is read for each call, so that the key in it can be replaced without a restart. */
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

/** A key with a line break would end up in an error message of the HTTP client, so that it is refused here. */
export const keySchema = v.pipe(
  v.string("is missing: Datadog asks for an API key and an application key."),
  v.regex(/^[\x21-\x7e]+$/, "holds a space, a line break or another character that no Datadog key has."),
);

/** The keys as they are now. */
export async function readKeys(locations: KeyLocations): Promise<Keys> {
  const [apiKey, applicationKey] = await Promise.all([
    readKey("API key", locations.apiKey, locations.apiKeyFile),
    readKey("application key", locations.applicationKey, locations.applicationKeyFile),
  ]);
  return { apiKey, applicationKey };
}

async function readKey(name: string, key: string | undefined, file: string | undefined): Promise<string> {
  const text = file === undefined ? key : await contentOf(file);
  if (text === null) throw new CredentialsError(`the file of the ${name} cannot be read: ${file}`);
  const checked = v.safeParse(keySchema, text?.trim() || undefined, { abortPipeEarly: true });
  if (checked.success) return checked.output;
  throw new CredentialsError(
    `the ${name} ${checked.issues[0].message}${file === undefined ? "" : ` (${file})`}`,
  );
}

/** Null where there is no such file, or none that could be one of a key. */
async function contentOf(file: string): Promise<string | null> {
  try {
    const stats = await stat(file);
    return stats.isFile() && stats.size <= maxKeyFileBytes ? await readFile(file, "utf8") : null;
  } catch {
    return null;
  }
}
