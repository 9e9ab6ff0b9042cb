import type { SourceFiles } from "./source-files.js";
import { importsOf } from "./source-files.js";

/** Returns every import that is part of a cycle, with the shortest path back. Type imports count: they couple files too. */
export function importCycles(files: SourceFiles): readonly string[] {
  const imports = new Map([...files].map(([path, text]) => [path, importsOf(path, text)]));
  const targetsOf = (path: string) => (imports.get(path) ?? []).flatMap(({ target }) => target ?? []);

  /** Finds the shortest path of imports from one file to another; null if there is none. */
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
