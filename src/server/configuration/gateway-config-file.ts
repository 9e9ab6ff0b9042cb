import { readFile } from "node:fs/promises";
import type { Scalar } from "yaml";
import { checkFileTexts } from "../../settings/check-texts.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { DeclaredObject, DeclaredSource } from "../../settings/declared-source.js";
import type { Environment } from "../../settings/environment.js";
import { unknownSetting } from "../../settings/unknown-setting.js";

/** The variable that names the configuration file. */
export const configurationFileVariable = "GATEWAY_CONFIG";

export interface SourceFile {
  /** The sources that the file declares; null if it declares none, or without a file. */
  readonly declared: readonly DeclaredSource[] | null;
  /** The notification sinks that the file declares. */
  readonly notifications: readonly DeclaredObject[];
  readonly faults: readonly ConfigurationFault[];
  /** Adds the file and line to an error about a key in the file. */
  readonly withLine: (fault: ConfigurationFault) => ConfigurationFault;
}

/** Reads the configuration file. Reports every structural error. The settings of sources and sinks are checked elsewhere. */
export async function readSourceFile(environment: Environment): Promise<SourceFile> {
  const path = environment[configurationFileVariable]?.trim();
  const failed = (key: string, message: string): SourceFile => ({
    declared: [],
    notifications: [],
    faults: [{ key, message }],
    withLine: (fault) => fault,
  });
  if (!path) return { declared: null, notifications: [], faults: [], withLine: (fault) => fault };
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return failed(configurationFileVariable, `names a file that cannot be read: ${path}.`);
  const content = await parseYaml(text);
  if ("problem" in content) {
    const { line, column, problem } = content;
    return failed(`${path}:${line}:${column}:`, `Invalid YAML. ${problem}`);
  }
  const at = (fault: ConfigurationFault, line: number) => ({
    ...fault,
    key: `${path}:${line}: ${fault.key}`,
  });
  const { declared, notifications, faults } = declarationsIn(content.value);
  return {
    declared,
    notifications,
    faults: faults.map((fault) => at(fault, content.lineOf(pathOf(fault)) ?? 1)),
    withLine(fault) {
      const line = content.lineOf(pathOf(fault));
      return line === null ? fault : at(fault, line);
    },
  };
}

function declarationsIn(content: unknown): Pick<SourceFile, "declared" | "notifications" | "faults"> {
  const { sources, notifications, ...others } = isObject(content) ? content : {};
  const unknown: ConfigurationFault[] = Object.keys(others).map((key) => ({
    ...unknownSetting("", key, ["sources", "notifications"]),
    at: [key],
  }));
  // A file with sinks alone leaves the sources to the environment.
  const hasSources = sources !== undefined || notifications === undefined;
  const ofSources = hasSources ? objectsIn("sources", sources, "source", "docs/inventory.md") : null;
  const ofSinks =
    notifications === undefined
      ? noObjects
      : objectsIn("notifications", notifications, "sink", "docs/notifications.md");
  return {
    declared: ofSources?.objects ?? null,
    notifications: ofSinks.objects,
    faults: [...unknown, ...(ofSources ?? noObjects).faults, ...ofSinks.faults],
  };
}

/** A list of the file. */
interface DeclaredList {
  readonly objects: readonly DeclaredObject[];
  readonly faults: readonly ConfigurationFault[];
}

const noObjects: DeclaredList = { objects: [], faults: [] };

/** Returns the objects of a list. Their texts are checked, their settings are not. */
function objectsIn(key: string, list: unknown, noun: string, page: string): DeclaredList {
  if (!Array.isArray(list) || list.length === 0) {
    const message = `must be a list with an object for each ${noun}. See ${page}.`;
    return { objects: [], faults: [{ key, message }] };
  }
  const faults: ConfigurationFault[] = [];
  const objects = list.flatMap((given: unknown, index): readonly DeclaredObject[] => {
    const path = `${key}[${index}]`;
    if (isObject(given)) {
      const { settings, faults: ofTexts } = checkFileTexts(given, path);
      faults.push(...ofTexts);
      return [{ path, index, settings }];
    }
    faults.push({ key: path, message: `must be an object with the settings of a ${noun}.` });
    return [];
  });
  return { objects, faults };
}

/** The path of a fault's key. For example, that of `sources[0].region` is `["sources", "0", "region"]`. */
const pathOf = ({ key, at }: ConfigurationFault) => at ?? key.split(/[.[\]]+/).filter((part) => part !== "");

type Yaml =
  | { readonly value: unknown; readonly lineOf: (path: readonly string[]) => number | null }
  | { readonly problem: string; readonly line: number; readonly column: number };

/** Parses YAML. Imports the parser only if there is a file, to keep startup fast. */
async function parseYaml(text: string): Promise<Yaml> {
  const { isMap, isNode, LineCounter, parseDocument, visit } = await import("yaml");
  const { yamlRules } = await import("./yaml-rules.js");
  const lineCounter = new LineCounter();
  const document = parseDocument(text, { lineCounter });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line, col } = error.linePos?.[0] ?? { line: 1, col: 1 };
    return { problem: yamlRules[error.code], line, column: col };
  }
  /** The line of a key, or of the object that lacks it. */
  const lineOf = (path: readonly string[]): number | null => {
    for (let length = path.length; length > 0; length -= 1) {
      const parent = document.getIn(path.slice(0, length - 1), true);
      const name = path[length - 1];
      const pair = isMap<Scalar>(parent) ? parent.items.find(({ key }) => String(key.value) === name) : null;
      const node = pair?.key ?? document.getIn(path.slice(0, length), true);
      if (isNode(node) && node.range) return lineCounter.linePos(node.range[0]).line;
    }
    return null;
  };
  try {
    return { value: document.toJS(), lineOf };
  } catch {
    // An alias has no anchor, or aliases multiply the content too often.
    let place = { line: 1, col: 1 };
    visit(document, {
      Alias(_key, alias) {
        place = lineCounter.linePos(alias.range?.[0] ?? 0);
        return alias.resolve(document) === undefined ? visit.BREAK : undefined;
      },
    });
    return { problem: yamlRules.BAD_ALIAS, line: place.line, column: place.col };
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
