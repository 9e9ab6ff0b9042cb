import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";

/** The text of each source file, by its path. */
export type SourceFiles = ReadonlyMap<string, string>;

export interface SourceImport {
  readonly line: number;
  /** Null if it is computed. */
  readonly specifier: string | null;
  /** The path of the imported file; null for a package. */
  readonly target: string | null;
  /** Whether it is loaded only when the code runs, or never: a dynamic import, or one of types. */
  readonly isLazy: boolean;
}

export function readSourceFiles(pattern: string): SourceFiles {
  const paths = globSync(pattern).map((path) => path.replaceAll("\\", "/"));
  return new Map(paths.sort().map((path) => [path, readFileSync(path, "utf8")]));
}

/** An import or re-export with its bindings, a bare import, one by `require`, or a dynamic one. */
const importPattern = new RegExp(
  [
    /\b(?:import|export)\s+(?<type>type\s)?(?:[\w$*,\s]|\{[^}]*\})*?\bfrom\s*["'](?<from>[^"']+)["']/,
    /\bimport\s*["'](?<bare>[^"']+)["']/,
    /\brequire\s*\(\s*(?:["'](?<required>[^"']+)["'])?/,
    /\bimport\s*\(\s*(?:["'](?<lazy>[^"']+)["'])?/,
  ]
    .map(({ source }) => source)
    .join("|"),
  "g",
);

/** Every import of a file: static, bare, re-exporting, dynamic, by `require`, and of types. */
export function importsOf(path: string, source: string): readonly SourceImport[] {
  const text = withoutComments(source);
  return [...text.matchAll(importPattern)].map(({ index, 0: match, groups = {} }) => {
    const specifier = groups.from ?? groups.bare ?? groups.required ?? groups.lazy ?? null;
    const isRelative = specifier?.startsWith(".") === true;
    return {
      line: text.slice(0, index + match.length).split("\n").length,
      specifier,
      target: isRelative ? posix.join(posix.dirname(path), specifier).replace(/\.js$/, ".ts") : null,
      isLazy: groups.type !== undefined || (groups.from ?? groups.bare ?? groups.required) === undefined,
    };
  });
}

const stringOrComment =
  /"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|`(?:[^`\\]|\\[\s\S])*`|\/\*[\s\S]*?\*\/|(?<=^|\s)\/\/.*$/gm;

/** The text without comments, whose lines stay where they are. */
export function withoutComments(text: string): string {
  return text.replace(stringOrComment, (found) =>
    found.startsWith("/") ? found.replace(/[^\n]/g, " ") : found,
  );
}
