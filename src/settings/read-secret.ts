import * as v from "valibot";
import type { ConfigurationFault } from "./configuration-fault.js";
import type { Environment } from "./environment.js";
import { readTextFile } from "./read-text-file.js";
import { meantText } from "./text-problem.js";

/** A secret that fits in an HTTP header and is long enough to resist guessing. */
const secretSchema = v.pipe(
  v.string(),
  meantText,
  v.regex(
    /^[\x21-\x7e]+$/,
    "contains a space, a line break or another character that HTTP headers do not allow.",
  ),
  v.minLength(32, "is shorter than 32 characters. Create one with `openssl rand -hex 32`."),
);

/** The secret in the variable, or in the file that `<variable>_FILE` names; null if neither is set. */
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
    return failed(fileVariable, `is set together with ${variable}. Remove one of them.`);
  }
  const text = file === undefined ? given : readTextFile(file)?.trim();
  if (text === undefined) return failed(fileVariable, "names a file that cannot be read.");
  if (text === "") return failed(fileVariable, "names an empty file.");
  const { success, output, issues } = v.safeParse(secretSchema, text, { abortPipeEarly: true });
  if (success) return { secret: output, faults: [] };
  const message =
    file === undefined ? issues[0].message : `names a file with a secret that ${issues[0].message}`;
  return failed(file === undefined ? variable : fileVariable, message);
}
