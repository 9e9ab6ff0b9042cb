import type { SourceFiles } from "./source-files.js";
import { importsOf } from "./source-files.js";

/** Every import that is part of a cycle, with the shortest way back. Imports of types count: they tie files together all the same. */
export function importCycles(files: SourceFiles): readonly string[] {
  const imports = new Map([...files].map(([path, text]) => [path, importsOf(path, text)]));
  const targetsOf = (path: string) => (imports.get(path) ?? []).flatMap(({ target }) => target ?? []);

  /** The shortest way from one file to another along imports; null if there is none. */
  function wayBetween(from: string, to: string): readonly string[] | null {
    const ways = new Map<string, readonly string[]>([[from, [from]]]);
    for (const [path, way] of ways) {
      if (path === to) return way;
      for (const target of targetsOf(path)) if (!ways.has(target)) ways.set(target, [...way, target]);
    }
    return null;
  }

  return [...imports].flatMap(([path, all]) =>
    all.flatMap(({ line, target }) => {
      const way = target === null ? null : wayBetween(target, path);
      return way === null ? [] : [`${path}:${line} closes a cycle: ${[path, ...way].join(" → ")}`];
    }),
  );
}
