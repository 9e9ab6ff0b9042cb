import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { withLazyRequires } from "../../../src/datasources/datadog/lazy-models.js";

const require = createRequire(import.meta.url);
const path = require.resolve(
  "@datadog/datadog-api-client/dist/packages/datadog-api-client-v2/models/ObjectSerializer.js",
);
const code = readFileSync(path, "utf8");

/** Runs the module and returns its map of models. Each required module is an object that names itself. */
function modelsOf(source: string) {
  const required: string[] = [];
  const requireName = (specifier: string) => {
    required.push(specifier);
    const name = specifier.split("/").at(-1) ?? "";
    return { [name]: `model ${name}` };
  };
  const exports: { models?: Readonly<Record<string, unknown>> } = {};
  runInNewContext(`${source}\nexports.models = typeMap;`, { exports, require: requireName });
  return { models: exports.models ?? {}, requiredAtFirst: [...required] };
}

test("the installed client has the form that is made lazy", () => {
  expect(withLazyRequires(code)).not.toBeNull();
});

test("the map of models is the same, but no model is loaded before it is used", () => {
  const original = modelsOf(code);
  const lazy = modelsOf(withLazyRequires(code) ?? "");
  expect(Object.keys(lazy.models)).toEqual(Object.keys(original.models));
  expect({ ...lazy.models }).toEqual({ ...original.models });
  expect(Object.keys(original.models).length).toBeGreaterThan(5_000);
  expect(lazy.requiredAtFirst.filter((specifier) => specifier.startsWith("./"))).toEqual([]);
});

test("code of another form is left as it is", () => {
  const member = "    APIErrorResponse: APIErrorResponse_1.APIErrorResponse,\n";
  expect(withLazyRequires(code.replace(member, ""))).toBeNull();
  expect(withLazyRequires(code.replace(member, member.repeat(2)))).toBeNull();
  expect(withLazyRequires("exports.ObjectSerializer = class {};")).toBeNull();
});

test("a process that has loaded the client has loaded only a few models", () => {
  const script = `
    import { createRequire } from "node:module";
    import { pino } from "pino";
    const { loadSdk } = await import("./dist/datasources/datadog/sdk.js");
    const sdk = await loadSdk(pino({ level: "silent" }));
    sdk.createApi({ site: "datadoghq.com" }, { apiKey: "a", applicationKey: "b" }, {});
    const { cache } = createRequire(import.meta.url);
    console.log(Object.keys(cache).filter((file) => file.includes("datadog-api-client-v2/models/")).length);
  `;
  const output = execFileSync(process.execPath, ["--input-type=module", "--eval", script], {
    encoding: "utf8",
  });
  expect(Number(output)).toBeGreaterThan(0);
  expect(Number(output)).toBeLessThan(30);
});
