import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Node.js loads graphql as CommonJS. Without this alias, Vite would load a second copy, and graphql rejects types of another copy.
  resolve: { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve("graphql")) }] },
  test: {
    include: ["test/**/*.test.ts"],
    // These tests need a browser and the dashboard's packages. See vitest.browser.config.ts.
    exclude: ["test/browser/**"],
    setupFiles: ["reflect-metadata", "test/support/no-leaks.ts", "test/support/real-timers.ts"],
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
    // More workers than processors, because most tests wait for servers.
    maxWorkers: 3,
    // Concurrent tests mostly wait for timeouts and retries. With more, they would delay each other beyond these timeouts.
    maxConcurrency: 8,
    // Loading the SDKs and the schema for each test file would take a quarter of the time. No test depends on a freshly loaded
    // module, and each test restores what it changes in the process.
    isolate: false,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
