import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import * as v from "valibot";
import type { ConfigurationFault, Environment } from "../provider.js";
import { MissingKeysError } from "./errors.js";

/** Where a source's keys are: a file is read for each call, so that the key in it can be replaced without a restart. */
export interface PlacesOfKeys {
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
const keySchema = v.pipe(
  v.string("is missing: Datadog asks for an API key and an application key."),
  v.regex(/^[\x21-\x7e]+$/, "holds a space, a line break or another character that no Datadog key has."),
);

/** The keys as they are now. */
export async function readKeys(places: PlacesOfKeys): Promise<Keys> {
  const [apiKey, applicationKey] = await Promise.all([
    readKey(places.apiKey, places.apiKeyFile),
    readKey(places.applicationKey, places.applicationKeyFile),
  ]);
  return { apiKey, applicationKey };
}

async function readKey(key: string | undefined, file: string | undefined): Promise<string> {
  const text = file === undefined ? key : await readFile(file, "utf8").catch(() => undefined);
  const checked = v.safeParse(keySchema, text?.trim() || undefined);
  if (!checked.success) throw new MissingKeysError("The source has no key that can be sent.");
  return checked.output;
}

type KeyName = "apiKey" | "applicationKey";

const names = {
  apiKey: { variable: "DD_API_KEY", setting: "apiKey" },
  applicationKey: { variable: "DD_APP_KEY", setting: "appKey" },
} as const satisfies Record<KeyName, object>;

/** What a file of sources says of a key. */
export interface DeclaredKey {
  /** Where in the file the source is. */
  readonly path: string;
  readonly variable: string | undefined;
  readonly file: string | undefined;
}

/** Where a key is: as the file of sources says or, where it does not, in Datadog's own variables. */
export function keyOf(
  name: KeyName,
  environment: Environment,
  declared?: DeclaredKey,
): { readonly place: PlacesOfKeys; readonly faults: readonly ConfigurationFault[] } {
  const { variable: usual, setting } = names[name];
  const says = declared?.variable !== undefined || declared?.file !== undefined;
  const variable = declared?.variable ?? usual;
  const file = says ? declared?.file : environment[`${usual}_FILE`]?.trim() || undefined;
  const key = environment[variable]?.trim() || undefined;
  const fileAt = says ? `${declared?.path}.${setting}File` : `${usual}_FILE`;
  const keyAt = declared === undefined ? variable : `${declared.path}.${setting}Env`;
  const failed = (at: string, message: string) => ({ place: {}, faults: [{ key: at, message }] });

  if (file === undefined) {
    const checked = v.safeParse(keySchema, key, { abortPipeEarly: true });
    if (checked.success) return { place: { [name]: checked.output }, faults: [] };
    const [{ message }] = checked.issues;
    return failed(keyAt, declared === undefined ? message : `names ${variable}, which ${message}`);
  }
  if (says ? declared?.variable !== undefined : key !== undefined) {
    return failed(fileAt, `is set together with ${keyAt}: one of them is enough.`);
  }
  const text = contentOf(file);
  if (text === null) return failed(fileAt, "names a file that cannot be read.");
  const checked = v.safeParse(keySchema, text.trim() || undefined, { abortPipeEarly: true });
  if (!checked.success) return failed(fileAt, `names a file with a key that ${checked.issues[0].message}`);
  return { place: { [`${name}File`]: file }, faults: [] };
}

function contentOf(file: string): string | null {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return null;
  }
}
