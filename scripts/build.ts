import { rmSync } from "node:fs";
import type { Plugin } from "esbuild";
import { build } from "esbuild";

/**
 * Two packages of type-graphql, whose loading would take a twentieth of a start. It compares the version of graphql with `semver`,
 * which the tests from source still do; the gateway uses no function that needs the other.
 */
const leftOut: Plugin = {
  name: "left-out",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^(?:semver|@graphql-tools\/schema)$/ }, ({ path, importer }) =>
      importer.includes("/type-graphql/") ? { path, namespace: "left-out" } : undefined,
    );
    onLoad({ filter: /.*/, namespace: "left-out" }, ({ path }) => ({
      contents:
        path === "semver"
          ? "export default { satisfies: () => true };"
          : 'export function makeExecutableSchema() { throw new Error("The build leaves this out: see scripts/build.ts."); }',
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
  plugins: [leftOut],
  // CommonJS packages import Node.js's modules by `require`.
  banner: {
    js: 'import { createRequire as createBundleRequire } from "node:module"; const require = createBundleRequire(import.meta.url);',
  },
  logLevel: "warning",
});
