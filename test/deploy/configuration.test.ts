import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { expect, test } from "vitest";
import { readConfiguration } from "../../src/server/configuration/read-configuration.js";
import { sourceFile } from "../support/gateway-config-file.js";
import { sources, variables } from "./manifests.js";

const folder = mkdtempSync(join(tmpdir(), "maintenance-gateway-"));

/** Creates a file like those that Kubernetes mounts from the Secret. */
function mounted(path: string): string {
  const file = join(folder, basename(path));
  writeFileSync(file, "a-key-of-datadog");
  return file;
}

const here = sources.map((source) => ({
  ...source,
  ...(source.apiKeyFile === undefined ? {} : { apiKeyFile: mounted(source.apiKeyFile) }),
  ...(source.appKeyFile === undefined ? {} : { appKeyFile: mounted(source.appKeyFile) }),
}));

test("the gateway accepts the configuration of the manifests, and requires a token", async () => {
  const environment = { NODE_ENV: "production", HOST: "0.0.0.0", ...variables, ...sourceFile(here) };
  const { server, sources: configured } = await readConfiguration(environment);
  expect(
    configured.sources.map(({ id, provider, accountId, site }) => [id, provider, accountId ?? site]),
  ).toEqual(sources.map(({ id, provider, accountId, site }) => [id, provider, accountId ?? site]));
  expect(server.authentication.mode).toBe("jwt");
  expect(server.introspection).toBe(false);
});

test("docs/configuration.md explains every variable of the manifests and of the image", () => {
  const page = readFileSync("docs/configuration.md", "utf8");
  const image = [...readFileSync("Dockerfile", "utf8").matchAll(/^(?:ENV|\s{4})\s*([A-Z_]+)=/gm)].map(
    ([, name = ""]) => name,
  );
  expect(image.length).toBeGreaterThan(3);
  const unknown = [...Object.keys(variables), ...image].filter((name) => !page.includes(name));
  // A variable of Node.js itself.
  expect(unknown).toEqual(["NODE_COMPILE_CACHE"]);
});
