import { defineConfig } from "vitest/config";
import config from "./vitest.config.js";

const { exclude: _exclude, include: _include, ...test } = config.test ?? {};

/** The tests that need a browser, and those of the dashboard's packages. */
export default defineConfig({
  ...config,
  test: {
    ...test,
    // Each file that imports test/browser/dashboard-page.ts needs its hooks to run.
    isolate: true,
    include: ["test/browser/**/*.test.ts", "examples/dashboard/test/**/*.test.ts"],
    // A browser runs several processes of its own.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
