import { readFile } from "node:fs/promises";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { DeclaredSource } from "../../settings/declared-source.js";
import type { Environment } from "../../settings/environment.js";

/** The variable that names a file of sources. */
const variable = "GATEWAY_CONFIG";

/** Whether the sources are in a file, which then is the only list of them. */
export function namesSourceFile(environment: Environment): boolean {
  return Boolean(environment[variable]?.trim());
}

/** The sources that the file declares; null where there is no file to read. */
export async function readSourceFile(environment: Environment): Promise<{
  readonly declared: readonly DeclaredSource[] | null;
  readonly faults: readonly ConfigurationFault[];
}> {
  const path = environment[variable]?.trim();
  if (!path) return { declared: null, faults: [] };
  const failed = (message: string) => ({ declared: [], faults: [{ key: variable, message }] });
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return failed("names a file that cannot be read.");
  const content = await parseYaml(text);
  if ("problem" in content) return failed(`names a file that is not YAML: ${content.problem}.`);
  if (!isObject(content.value))
    return failed("names a file without a list `sources`, an object for each source.");
  const { sources, ...others } = content.value;
  const faults: ConfigurationFault[] = Object.keys(others).map((key) => ({
    key,
    message: "is not a setting that the gateway knows; the file has `sources` only.",
  }));
  if (!Array.isArray(sources) || sources.length === 0) {
    faults.push({ key: "sources", message: "must be a list with an object for each source." });
    return { declared: [], faults };
  }
  const declared = sources.flatMap((settings: unknown, index): readonly DeclaredSource[] => {
    const path = `sources[${index}]`;
    if (isObject(settings)) return [{ path, settings }];
    faults.push({ key: path, message: "must be an object with the settings of a source." });
    return [];
  });
  return { declared, faults };
}

/** Imported where there is such a file: it is no part of every start. */
async function parseYaml(text: string): Promise<{ readonly value: unknown } | { readonly problem: string }> {
  const { parseDocument } = await import("yaml");
  const document = parseDocument(text);
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
    return { problem: `${error.code} in line ${line}, column ${col}` };
  }
  try {
    return { value: document.toJS() };
  } catch {
    return { problem: "an alias in it has no anchor, or too many" };
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
