import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { DeclaredObject } from "../../settings/declared-source.js";
import type { Environment } from "../../settings/environment.js";
import { readTextFile } from "../../settings/read-text-file.js";
import { textProblem } from "../../settings/text-problem.js";

/** A text that may be secret, and the key under which its errors are reported. */
export interface SecretText {
  readonly text: string;
  readonly key: string;
  /** What errors begin with, such as `names a file with a URL that `. Empty if the key holds the text itself. */
  readonly prefix: string;
}

/** Where a text can be, in the settings of one sink. */
interface Places {
  /** `url` or `secret`; the other settings are `<name>File` and `<name>Variable`. */
  readonly name: "url" | "secret";
  readonly value?: string | undefined;
  readonly file?: string | undefined;
  readonly variable?: string | undefined;
}

const nouns = { url: "a URL", secret: "a secret" };

/** Reads a text from the one place that is set, or returns what is wrong. */
export function secretText(
  { path }: DeclaredObject,
  { name, value, file, variable }: Places,
  environment: Environment,
): SecretText | ConfigurationFault {
  const settings = [
    [name, value],
    [`${name}File`, file],
    [`${name}Variable`, variable],
  ] as const;
  const [first, second] = settings.filter(([, given]) => given !== undefined);
  const known = name === "url" ? "url, urlFile or urlVariable" : "secretFile or secretVariable";
  if (first === undefined) return { key: `${path}.${name}`, message: `is missing. Set ${known}.` };
  const key = `${path}.${first[0]}`;
  if (second !== undefined)
    return { key: `${path}.${second[0]}`, message: `is set together with ${first[0]}. Remove one of them.` };
  const prefix =
    file !== undefined
      ? `names a file with ${nouns[name]} that `
      : variable !== undefined
        ? `names ${variable}, which `
        : "";
  const text =
    file === undefined ? (value ?? environment[variable ?? ""])?.trim() : readTextFile(file)?.trim();
  if (file !== undefined && text === undefined) return { key, message: "names a file that cannot be read." };
  if (file !== undefined && text === "") return { key, message: "names an empty file." };
  if (!text) return { key, message: variable === undefined ? "is empty." : `${prefix}is missing. Set it.` };
  const problem = textProblem(text);
  return problem === null ? { text, key, prefix } : { key, message: `${prefix}${problem}` };
}
