import { chmodSync, rmSync } from "node:fs";
import type { Plugin } from "esbuild";
import { build } from "esbuild";

/** A package that the bundle replaces for one of its importers. */
interface Replacement {
  readonly name: string;
  readonly importer: string;
  readonly contents: string;
}

const replacements: readonly Replacement[] = [
  // Loading these two would take a twentieth of a start. type-graphql compares the version of graphql with the first, which
  // the tests from source still do. Apollo Server needs the second only to make a schema of SDL, which the gateway does not do.
  { name: "semver", importer: "type-graphql", contents: "export default { satisfies: () => true };" },
  {
    name: "@graphql-tools/schema",
    importer: "@apollo/server",
    contents:
      'export function makeExecutableSchema() { throw new Error("The build leaves this out: see scripts/build.ts."); }',
  },
  // In a bundle, this package does not find Node.js's function and hashes in JavaScript.
  {
    name: "@apollo/utils.createhash",
    importer: "@apollo/server",
    contents: 'export { createHash } from "node:crypto";',
  },
];

const unused = new Set(replacements);

const replacePackages: Plugin = {
  name: "replace-packages",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^[^.]/ }, ({ path, importer }) => {
      const found = replacements.find(
        (replacement) =>
          replacement.name === path && importer.includes(`/node_modules/${replacement.importer}/`),
      );
      if (found === undefined) return;
      unused.delete(found);
      return { path, namespace: "replaced" };
    });
    onLoad({ filter: /.*/, namespace: "replaced" }, ({ path }) => {
      const { contents } = replacements.find(({ name }) => name === path) ?? {};
      return contents === undefined ? undefined : { contents };
    });
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

// The command-line program needs no code of the gateway and nothing from node_modules, so that it starts quickly.
const program = "dist/maintenance.js";
await build({
  entryPoints: { maintenance: "src/cli/main.ts" },
  outdir: "dist",
  chunkNames: "chunks/maintenance-[name]-[hash]",
  bundle: true,
  splitting: true,
  platform: "node",
  target: "node26",
  format: "esm",
  sourcemap: true,
  sourcesContent: false,
  logLevel: "warning",
});
chmodSync(program, 0o755);

for (const { name, importer } of unused) {
  throw new Error(`${importer} no longer imports ${name}: remove its replacement from scripts/build.ts.`);
}
