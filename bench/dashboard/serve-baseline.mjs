import { mkdtempSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";

// Builds the baseline with the dashboard's packages, and serves it as the dashboard is served.
const root = join(import.meta.dirname, "baseline");
const dashboard = join(import.meta.dirname, "../../examples/dashboard/index.html");
const { build, preview } = await import(createRequire(dashboard).resolve("vite"));

const packagesOfDashboard = {
  name: "packages-of-dashboard",
  resolveId(source, importer) {
    if (importer?.startsWith(root) && /^[\w@]/.test(source)) return this.resolve(source, dashboard);
  },
};
const options = {
  configFile: false,
  root,
  logLevel: "warn",
  plugins: [packagesOfDashboard],
  build: { outDir: mkdtempSync(join(tmpdir(), "bench-")), emptyOutDir: true },
  preview: { host: "127.0.0.1", port: 0, proxy: { "/graphql": process.env.GATEWAY_URL } },
};
await build(options);
const { resolvedUrls } = await preview(options);
console.log(`Baseline ${resolvedUrls.local[0]}`);
