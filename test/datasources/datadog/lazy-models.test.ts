import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import { withLazyRequires } from "../../../src/datasources/datadog/lazy-models.js";
import { startChild } from "../../support/child-process.js";
import { send } from "../../support/send.js";

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

test("a gateway that has listed windows of Datadog has loaded only a few models", async () => {
  const countModels = `
    import { createRequire } from "node:module";
    const { cache } = createRequire("file:///count.js");
    process.once("exit", () => {
      const models = Object.keys(cache).filter((file) => file.includes("datadog-api-client-v2/models/"));
      console.log("models: " + models.length);
      console.log("users: " + Object.keys(cache).filter((file) => file.endsWith("UsersApi.js")).length);
    });
  `;
  const gateway = startChild(
    process.execPath,
    ["--import", `data:text/javascript,${encodeURIComponent(countModels)}`, "dist/main.js"],
    { PORT: "0", METRICS_PORT: "off" },
  );
  const [, address = ""] = await gateway.waitFor(/(http:\S+)\/graphql/);
  const { data } = await send(address, "{ maintenanceWindows { sources { source { id } state } } }");
  expect(data.maintenanceWindows.sources).toContainEqual({ source: { id: "datadog" }, state: "OK" });
  gateway.kill("SIGTERM");
  const [, models] = await gateway.waitFor(/models: (\d+)/);
  expect(Number(models)).toBeGreaterThan(0);
  expect(Number(models)).toBeLessThan(30);
  // No names of users were selected.
  await gateway.waitFor(/users: 0/);
  await gateway.exit;
});
