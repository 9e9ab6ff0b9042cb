import { globSync, readFileSync } from "node:fs";
import { expect, test } from "vitest";

const section =
  readFileSync("docs/errors.md", "utf8").split("## Startup errors\n")[1]?.split("\n## ")[0] ?? "";
const rows = [...section.matchAll(/^\| `([^`]+)` \|/gm)].map(([, message = ""]) => message);

const files = globSync([
  "src/settings/*.ts",
  "src/server/configuration/*.ts",
  "src/server/lifecycle/{command-line,listen-error,node-version}.ts",
  "src/server/*/*settings.ts",
  "src/datasources/*/*settings*.ts",
  "src/datasources/datadog/{keys,site}.ts",
  "src/datasources/flink/{regions,shared-profiles}.ts",
  "src/inventory/configured-sources.ts",
]);

/** Matches strings in the code that begin like a startup error. The code below replaces each inserted value with `x`. */
const beginning =
  /["`]((?:contains|entry|has|is|must|names|takes|Invalid YAML|The maintenance gateway requires|Unknown argument)\b(?:\$\{(?:[^{}]|\{[^{}]*\})*\}|[^"`]|(?<= )"|"(?= ))*)/g;
const messages = files
  .filter((file) => !file.endsWith("yaml-rules.ts"))
  .flatMap((file) => [...readFileSync(file, "utf8").matchAll(beginning)])
  .map(([, text = ""]) => text.replaceAll(/\$\{[^}]*\}/g, "x"));

const isLike = (row: string) =>
  new RegExp(`^${row.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&").replaceAll("…", ".*")}`);

test("the page explains every startup error message", () => {
  expect(messages.length).toBeGreaterThan(60);
  const isExplained = (message: string) => rows.some((row) => isLike(row).test(message));
  // The message about a list entry consists of two parts, which are checked separately.
  expect(messages.filter((message) => message !== "entry x x" && !isExplained(message))).toEqual([]);
});

test("every message on the page is in the code, and they are in alphabetical order", () => {
  const isInCode = (row: string) =>
    messages.some((message) => isLike(row.replace(/^entry … /, "")).test(message));
  expect(rows.filter((row) => !isInCode(row))).toEqual([]);
  expect(rows).toEqual(rows.toSorted((left, right) => left.localeCompare(right, "en")));
});
