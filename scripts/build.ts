import { rmSync } from "node:fs";
import type { Plugin } from "esbuild";
import { build } from "esbuild";

/**
 * What the bundle has in place of three packages. Loading the first two would take a twentieth of a start: type-graphql compares
 * the version of graphql with `semver`, which the tests from source still do, and the gateway uses no function that needs
 * `@graphql-tools/schema`. The third does not find Node.js's `createHash` in a bundle, and would hash in JavaScript.
 */
const replacements = new Map([
  ["semver", "export default { satisfies: () => true };"],
  [
    "@graphql-tools/schema",
    'export function makeExecutableSchema() { throw new Error("The build leaves this out: see scripts/build.ts."); }',
  ],
  ["@apollo/utils.createhash", 'export { createHash } from "node:crypto";'],
]);

const replacePackages: Plugin = {
  name: "replace-packages",
  setup({ onResolve, onLoad }) {
    onResolve(
      { filter: /^(?:semver|@graphql-tools\/schema|@apollo\/utils\.createhash)$/ },
      ({ path, importer }) =>
        /[/](?:type-graphql|@apollo)[/]/.test(importer) ? { path, namespace: "replaced" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "replaced" }, ({ path }) => ({
      contents: replacements.get(path) ?? "",
    }));
  },
};

/**
 * Bundles the gateway into `dist`. Otherwise Node.js spends half of a start on finding, reading and linking a thousand small files.
 * What not every start needs is in files of its own, or stays in node_modules, as do the licences of all packages.
 */
rmSync("dist", { recursive: true, force: true });
await build({
  entryPoints: ["src/main.ts"],
  outdir: "dist",
  chunkNames: "chunks/[name]-[hash]",
  bundle: true,
  splitting: true,
  platform: "node",
  target: "node26",
  format: "esm",
  sourcemap: true,
  sourcesContent: false,
  // Imported on demand. Datadog's client is changed while it is loaded, and OpenTelemetry changes other modules.
  external: [
    "@apollo/server/plugin/inlineTrace",
    "@aws-sdk/*",
    "@datadog/*",
    "@fastify/cors",
    "@graphql-yoga/render-graphiql/*",
    "@opentelemetry/*",
    "@smithy/*",
    "class-validator",
    "yaml",
  ],
  plugins: [replacePackages],
  // CommonJS packages import Node.js's modules by `require`.
  banner: {
    js: 'import { createRequire as createBundleRequire } from "node:module"; const require = createBundleRequire(import.meta.url);',
  },
  logLevel: "warning",
});
