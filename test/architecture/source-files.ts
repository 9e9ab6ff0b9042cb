import { globSync, readFileSync } from "node:fs";
import { posix } from "node:path";

/** The text of each source file, by its path. */
export type SourceFiles = ReadonlyMap<string, string>;

export interface SourceImport {
  readonly line: number;
  /** The module name in the import; null if it is computed. */
  readonly specifier: string | null;
  /** The path of the imported file; null for a package. */
  readonly target: string | null;
  /** Whether the import loads nothing when the file loads: a dynamic import or a type import. */
  readonly isLazy: boolean;
}

export function readSourceFiles(pattern: string): SourceFiles {
  const paths = globSync(pattern).map((path) => path.replaceAll("\\", "/"));
  return new Map(paths.sort().map((path) => [path, readFileSync(path, "utf8")]));
}

/** Matches an import or re-export with bindings, a bare import, a `require` or a dynamic import. */
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

/** Returns every import of a file: static, bare, re-export, dynamic, `require` and type imports. */
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

/** Blanks out the comments and keeps every line in its place. */
export function withoutComments(text: string): string {
  return text.replace(stringOrComment, (found) =>
    found.startsWith("/") ? found.replace(/[^\n]/g, " ") : found,
  );
}
