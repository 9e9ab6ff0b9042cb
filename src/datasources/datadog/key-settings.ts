import * as v from "valibot";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { readTextFile } from "../../settings/read-text-file.js";
import type { KeyLocations } from "./keys.js";
import { keySchema } from "./keys.js";

type KeyName = "apiKey" | "applicationKey";

const names = {
  apiKey: { variable: "DD_API_KEY", setting: "apiKey" },
  applicationKey: { variable: "DD_APP_KEY", setting: "appKey" },
} as const satisfies Record<KeyName, object>;

/** A key as the configuration file declares it. */
export interface DeclaredKey {
  /** The path of the source in the file, e.g. `sources[2]`. */
  readonly path: string;
  readonly variable: string | undefined;
  readonly file: string | undefined;
}

/** The settings of a key, and the names under which their errors are reported. */
interface KeySettings {
  /** The variable that holds the key; null if only a file is set. */
  readonly variable: string | null;
  readonly variableAt: string;
  readonly file: string | undefined;
  readonly fileAt: string;
}

/** Where a key is, or what is wrong with it. */
interface KeyReading {
  readonly location: KeyLocations;
  readonly faults: readonly ConfigurationFault[];
  /** The key, and the setting under which its errors are reported. */
  readonly current?: { readonly key: string; readonly at: string };
}

/** Returns the location of a key: the one in the configuration file or, by default, Datadog's own variables. */
export function keyLocation(
  name: KeyName,
  environment: Environment,
  declared: DeclaredKey | null,
): KeyReading {
  const { variable, variableAt, file, fileAt } = settingsOf(name, environment, declared);
  const key = variable === null ? undefined : environment[variable]?.trim() || undefined;
  const failed = (at: string, message: string) => ({ location: {}, faults: [{ key: at, message }] });
  if (file === undefined) {
    const problem = problemOf(key);
    if (problem === null && key !== undefined)
      return { location: { [name]: key }, faults: [], current: { key, at: variableAt } };
    return failed(
      variableAt,
      variable === variableAt ? String(problem) : `names ${variable}, which ${problem}`,
    );
  }
  const isTwice = declared?.variable === undefined ? key !== undefined : true;
  if (isTwice) return failed(fileAt, `is set together with ${variableAt}. Remove one of them.`);
  const text = readTextFile(file);
  if (text === null) return failed(fileAt, "names a file that cannot be read.");
  if (text.trim() === "") return failed(fileAt, "names an empty file.");
  const problem = problemOf(text.trim());
  if (problem !== null) return failed(fileAt, `names a file with a key that ${problem}`);
  return { location: { [`${name}File`]: file }, faults: [], current: { key: text.trim(), at: fileAt } };
}

/** The usual forms of Datadog's keys. Others may exist. */
const apiKeyForm = /^[0-9a-f]{32}$/;
const applicationKeyForm = /^(?:[0-9a-f]{40}|ddapp_\w+)$/;
/** Client tokens are never valid as either key. */
const clientTokenForm = /^pub[0-9a-f]{32}$/;

/** Rejects keys that are certainly not an API key and an application key. An endpoint that is not Datadog's may accept them. */
export function problemOfPair(
  first: KeyReading | null,
  second: KeyReading | null,
  hasEndpoint: boolean,
): readonly ConfigurationFault[] {
  const [apiKey, applicationKey] = [first?.current, second?.current];
  if (hasEndpoint || apiKey === undefined || applicationKey === undefined) return [];
  const problem = (key: string, message: string) => [{ key, message }];
  const token = [apiKey, applicationKey].find(({ key }) => clientTokenForm.test(key));
  if (token !== undefined)
    return problem(token.at, "must not be a client token, which the API does not accept.");
  if (applicationKeyForm.test(apiKey.key) && apiKeyForm.test(applicationKey.key))
    return problem(apiKey.at, `has an application key, and ${applicationKey.at} has an API key. Swap them.`);
  const isRealKey = apiKeyForm.test(apiKey.key) || applicationKeyForm.test(apiKey.key);
  return isRealKey && apiKey.key === applicationKey.key
    ? problem(applicationKey.at, `is the same key as ${apiKey.at}. Set it to an application key.`)
    : [];
}

function settingsOf(name: KeyName, environment: Environment, declared: DeclaredKey | null): KeySettings {
  const { variable: usual, setting } = names[name];
  const says = declared !== null && (declared.variable !== undefined || declared.file !== undefined);
  if (!says) {
    const file = environment[`${usual}_FILE`]?.trim() || undefined;
    const isDeclared = declared !== null && file === undefined;
    const variableAt = isDeclared ? `${declared.path}.${setting}Env` : usual;
    return { variable: usual, variableAt, file, fileAt: `${usual}_FILE` };
  }
  const { path, variable, file } = declared;
  const [variableAt, fileAt] = [`${path}.${setting}Env`, `${path}.${setting}File`];
  return { variable: variable ?? null, variableAt, file, fileAt };
}

function problemOf(key: string | undefined): string | null {
  const { success, issues } = v.safeParse(keySchema, key, { abortPipeEarly: true });
  return success ? null : issues[0].message;
}
