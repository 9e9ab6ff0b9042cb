import { execFileSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

interface Manifest {
  readonly name: string;
  readonly version: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

const manifestIn = (folder: string): Manifest =>
  JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));

/** Returns the folder of a package, found as Node.js does; null if it is not installed. */
function folderOf(name: string, from: string): string | null {
  const folder = join(from, "node_modules", name);
  if (existsSync(folder)) return folder;
  return from === "." ? null : folderOf(name, dirname(from));
}

/** Yields the names and versions of all packages that the package in a folder requires, directly or not. */
function* requiredBy(folder: string, seen = new Set<string>()): Generator<string> {
  for (const name of Object.keys(manifestIn(folder).dependencies ?? {})) {
    const found = folderOf(name, folder);
    if (found === null || seen.has(found)) continue;
    seen.add(found);
    yield `${name}@${manifestIn(found).version}`;
    yield* requiredBy(found, seen);
  }
}

test("npm run sbom prints the SBOM of the production packages", () => {
  const { name, version, devDependencies = {} } = manifestIn(".");
  const { bomFormat, metadata, components } = JSON.parse(
    execFileSync(process.execPath, ["scripts/print-sbom.ts"], { encoding: "utf8" }),
  );
  expect([bomFormat, metadata.component]).toMatchObject([
    "CycloneDX",
    { type: "application", name, version },
  ]);
  const listed: readonly Pick<Manifest, "name" | "version">[] = components;
  const ids = new Set(listed.map((one) => `${one.name}@${one.version}`));
  // graphql, for example, is used by development packages too.
  expect([...requiredBy(".")].filter((id) => !ids.has(id))).toEqual([]);
  const tools = ["vitest", "esbuild", "tsx", "kubernetes-models", "@biomejs/biome"];
  expect(tools.filter((tool) => devDependencies[tool] === undefined)).toEqual([]);
  expect(listed.filter((one) => tools.includes(one.name))).toEqual([]);
});
