import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

const script = resolve("scripts/check-licences.ts");

let project: string;
beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "licences-"));
});
afterEach(() => rmSync(project, { recursive: true }));

/** Runs the check in a project with production packages of these licences, and a development package without one. */
function check(licences: Readonly<Record<string, string | undefined>>) {
  const names = Object.keys(licences);
  for (const name of [...names, "development-only"]) {
    mkdirSync(join(project, "node_modules", name), { recursive: true });
  }
  const manifest = {
    name: "project",
    version: "1.0.0",
    dependencies: Object.fromEntries(names.map((name) => [name, "1.0.0"])),
    devDependencies: { "development-only": "1.0.0" },
  };
  const locked = Object.entries(licences).map(([name, license]) => [
    `node_modules/${name}`,
    { version: "1.0.0", license },
  ]);
  const packages = {
    "": manifest,
    "node_modules/development-only": { version: "1.0.0", dev: true },
    ...Object.fromEntries(locked),
  };
  writeFileSync(join(project, "package.json"), JSON.stringify(manifest));
  writeFileSync(join(project, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
  return run();
}

function run() {
  return spawnSync(process.execPath, [script], { cwd: project, encoding: "utf8" });
}

test("accepts allowed licences, each part of AND, and one alternative of OR", () => {
  const { status, stdout, stderr } = check({
    one: "MIT",
    all: "(MIT AND Zlib)",
    either: "GPL-3.0-only OR Apache-2.0",
  });
  expect([stderr, status]).toEqual(["", 0]);
  expect(stdout).toContain("all 3 production packages");
});

test("names every package with another licence, or with none", () => {
  const { status, stderr } = check({
    good: "MIT",
    none: undefined,
    unlicensed: "UNLICENSED",
    file: "SEE LICENSE IN LICENSE.md",
    copyleft: "AGPL-3.0-only",
    both: "MIT AND GPL-2.0-only",
    neither: "(GPL-2.0-only OR LGPL-3.0-only)",
    groups: "(MIT OR GPL-2.0-only) AND (GPL-2.0-only OR MIT)",
    nested: "MIT AND (ISC OR GPL-2.0-only)",
    unknown: "Own-1.0",
  });
  expect(status).toBe(1);
  expect(stderr.split("\n").slice(0, -2)).toEqual([
    "both@1.0.0: MIT AND GPL-2.0-only",
    "copyleft@1.0.0: AGPL-3.0-only",
    "file@1.0.0: no licence",
    "groups@1.0.0: (MIT OR GPL-2.0-only) AND (GPL-2.0-only OR MIT)",
    "neither@1.0.0: (GPL-2.0-only OR LGPL-3.0-only)",
    "nested@1.0.0: MIT AND (ISC OR GPL-2.0-only)",
    "none@1.0.0: no licence",
    "unknown@1.0.0: no licence",
    "unlicensed@1.0.0: no licence",
  ]);
});

test("fails if a package is not installed", () => {
  check({ good: "MIT" });
  rmSync(join(project, "node_modules/good"), { recursive: true });
  const { status, stdout, stderr } = run();
  expect([status, stdout]).toEqual([1, ""]);
  expect(stderr).toContain("missing: good@1.0.0");
});
