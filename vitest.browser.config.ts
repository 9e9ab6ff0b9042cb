import { defineConfig } from "vitest/config";
import config from "./vitest.config.js";

const { exclude: _exclude, include: _include, ...test } = config.test ?? {};

/** The tests that need a browser, and those of the dashboard's packages. */
export default defineConfig({
  ...config,
  test: {
    ...test,
    // The hooks of test/browser/dashboard-page.ts are of each file that imports it.
    isolate: true,
    include: ["test/browser/**/*.test.ts", "examples/dashboard/test/**/*.test.ts"],
    // A browser is a program of several processes.
    maxWorkers: 2,
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
});
