import { describe, expect, test } from "vitest";
import { importCycles } from "./import-cycles.js";
import { layers, layerViolations } from "./layers.js";
import { readSourceFiles, withoutComments } from "./source-files.js";

const files = readSourceFiles("src/**/*.*");

test("every file is in a layer, no import points up, and shared code depends on no provider", () => {
  expect(files.size).toBeGreaterThan(150);
  expect(layerViolations(files)).toEqual([]);
});

test("resolvers see only the part of the context that declares what a response depends on", () => {
  const imports = [...files]
    .filter(([path]) => /^src\/(?:resolvers|schema)\//.test(path))
    .flatMap(([path, text]) =>
      [...text.matchAll(/import (?:type )?\{([^}]*)\} from "[./]*context\.js"/g)].map(([, names = ""]) => [
        path,
        names.trim(),
      ]),
    );
  expect(imports.length).toBeGreaterThan(5);
  expect(imports.filter(([, names]) => names !== "ResolverContext")).toEqual([]);
});

test("only the start, and the credentials that the AWS SDK compares with it, read the system's clock", () => {
  const readers = [...files].filter(([, text]) =>
    /\bDate\.now\b|\bnew Date\(\)|\bDate\(\)|\bTemporal\.Now\b/.test(withoutComments(text)),
  );
  expect(readers.map(([path]) => path)).toEqual([
    "src/datasources/flink/credential-renewal.ts",
    "src/main.ts",
  ]);
});

test("imports form no cycle", () => {
  expect(importCycles(files)).toEqual([]);
});

test("every layer has files", () => {
  const used = new Set([...files.keys()].map((path) => path.split("/")[1]?.replace(/\.ts$/, "")));
  expect(layers.filter((layer) => !used.has(layer))).toEqual([]);
});

describe("a violation is reported with its file and line", () => {
  test.each([
    ["src/domain/a.ts", 'import { b } from "../datasources/b.js";', ":1", "points up, from domain"],
    ["src/domain/a.ts", '\nimport "../server/b.js";', ":2", "points up"],
    ["src/domain/a.ts", 'export * from "../context.js";', ":1", "points up"],
    ["src/cache/a.ts", 'import type { B } from "../datasources/provider.js";', ":1", "points up"],
    ["src/upstream/a.ts", 'import type { B } from "../writes/b.js";', ":1", "points up, from upstream"],
    ["src/schema/a.ts", 'const b = await import("../resolvers/b.js");', ":1", "points up"],
    ["src/schema/a.ts", "await import(name);", ":1", "is computed"],
    [
      "src/domain/a.ts",
      'import type {\n  // Datadog\'s (see there).\n  B,\n} from "../cache/b.js";',
      ":4",
      "points up",
    ],
    ["src/domain/a.ts", 'export { b as "a b" } from "../cache/b.js";', ":1", "points up"],
    ["src/domain/a.ts", 'import b = require("../cache/b.js");', ":1", "points up"],
    ["src/resolvers/a.ts", 'import f = require("fastify");', ":1", "is not allowed in src/resolvers/a.ts"],
    ["src/domain/a.ts", 'import { b } from "../../test/domain/b.js";', ":1", "leaves src"],
    ["src/helpers/a.ts", "", "", "is in no layer"],
    ["src/domain/a.mts", "", "", "is not a TypeScript file (.ts)"],
    ["src/resolvers/a.ts", 'import { f } from "fastify";', ":1", "is not allowed in src/resolvers/a.ts"],
    [
      "src/server/a.ts",
      'import type { C } from "@aws-sdk/client-kinesis-analytics-v2";',
      ":1",
      "is not allowed in",
    ],
    ["src/cache/a.ts", 'import { Redis } from "ioredis";', ":1", "is not allowed in"],
    ["src/datasources/datadog/a.ts", 'import { C } from "@datadog/datadog-api-client/x.js";', ":1", "lazy"],
    [
      "src/datasources/datadog/a.ts",
      'import type { C } from "@aws-sdk/client-sts";',
      ":1",
      "is not allowed in",
    ],
    ["src/server/a.ts", 'import { c } from "../cache/redis/tier.js";', ":1", "lazy"],
    [
      "src/datasources/flink/a.ts",
      'import type { C } from "../datadog/mapping.js";',
      ":1",
      "goes from the provider flink",
    ],
    [
      "src/schema/flink/a.ts",
      'import { C } from "../datadog/window.js";',
      ":1",
      "goes from the provider flink",
    ],
    [
      "src/inventory/a.ts",
      'import type { C } from "../datasources/flink/model.js";',
      ":1",
      "depends on the provider flink",
    ],
    [
      "src/resolvers/a.ts",
      'import { C } from "../schema/datadog/window.js";',
      ":1",
      "depends on the provider datadog",
    ],
    [
      "src/datasources/flink/a.ts",
      'import { c } from "../pager/c.js";',
      ":1",
      "goes from the provider flink",
    ],
    [
      "src/inventory/a.ts",
      'import { c } from "../datasources/pager/c.js";',
      ":1",
      "depends on the provider pager",
    ],
    ["src/writes/a.ts", '\nconst provider = "AWS_FLINK";', ":2", "names the provider"],
    ["src/datasources/provider.ts", 'const provider = "AWS_FLINK";', ":1", "names the provider"],
    ["src/writes/a.ts", '"*/*"; "datadog"; "*/*";', ":1", "names the provider"],
    ["src/emulators/flink/a.ts", 'import { c } from "../../domain/ids.js";', ":1", "leaves src/emulators"],
    ["src/cli/a.ts", 'import { c } from "../settings/closest-name.js";', ":1", "leaves src/cli"],
    ["src/cli/a.ts", 'import { f } from "fastify";', ":1", "is not allowed in src/cli/a.ts"],
    ["src/main.ts", 'const c = await import("./cli/program.js");', ":1", "shares no code with the gateway"],
    ["src/server/a.ts", 'import { c } from "../emulators/start.js";', ":1", "main only"],
  ])("in %s: %s", (path, text, line, reason) => {
    const violations = layerViolations(new Map([[path, text]]));
    expect(violations.join("\n")).toContain(`${path}${line}`);
    expect(violations.join("\n")).toContain(reason);
  });

  test("comments can name a provider; a provider's own files and the provider lists can depend on it", () => {
    const allowed = new Map([
      ["src/writes/a.ts", "// As AWS has it.\n/** Datadog's. */"],
      ["src/datasources/registry.ts", 'import { flinkProvider } from "./flink/provider.js";'],
      ["src/resolvers/flink.ts", 'import type * as flink from "../datasources/flink/model.js";'],
      ["src/schema/datadog/window.ts", 'import type * as datadog from "../../datasources/datadog/model.js";'],
    ]);
    expect(layerViolations(allowed)).toEqual([]);
  });

  test("in an import cycle of several files, of type imports, or of one file with itself", () => {
    const cyclic = new Map([
      ["src/domain/a.ts", '\nimport type { B } from "./b.js";'],
      ["src/domain/b.ts", 'export { c } from "./c.js";'],
      ["src/domain/c.ts", 'const a = await import("./a.js");'],
      ["src/domain/d.ts", 'import { a } from "./a.js";'],
      ["src/domain/e.ts", 'import "./e.js";'],
    ]);
    expect(importCycles(cyclic)).toEqual([
      "src/domain/a.ts:2 closes a cycle: src/domain/a.ts → src/domain/b.ts → src/domain/c.ts → src/domain/a.ts",
      "src/domain/b.ts:1 closes a cycle: src/domain/b.ts → src/domain/c.ts → src/domain/a.ts → src/domain/b.ts",
      "src/domain/c.ts:1 closes a cycle: src/domain/c.ts → src/domain/a.ts → src/domain/b.ts → src/domain/c.ts",
      "src/domain/e.ts:1 closes a cycle: src/domain/e.ts → src/domain/e.ts",
    ]);
  });
});
