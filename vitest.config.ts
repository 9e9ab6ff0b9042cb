import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Node.js gives everyone graphql's CommonJS; vite would give the gateway a second copy, whose types the first does not know.
  resolve: { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve("graphql")) }] },
  test: {
    include: ["test/**/*.test.ts"],
    // They need a browser, and the dashboard's packages: see vitest.browser.config.ts.
    exclude: ["test/browser/**"],
    setupFiles: ["reflect-metadata", "test/support/no-leaks.ts", "test/support/real-timers.ts"],
    testTimeout: 30_000,
    expect: { poll: { timeout: 10_000 } },
    // More than there may be processors: most tests wait for servers.
    maxWorkers: 3,
    // To load the SDKs and the schema for each of ninety files took a quarter of the time. No test relies on a module that
    // nothing has used before; what one changes in the process it puts back.
    isolate: false,
    restoreMocks: true,
    unstubEnvs: true,
  },
});
