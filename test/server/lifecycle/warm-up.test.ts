import { pino } from "pino";
import { expect, test } from "vitest";
import { createWarmUp } from "../../../src/server/lifecycle/warm-up.js";
import { createSdkImports } from "../../../src/upstream/sdk-imports.js";

function warmUpWith(loads: readonly (() => Promise<unknown>)[], timeoutMs?: number) {
  const warnings: Record<string, unknown>[] = [];
  const logger = pino({}, { write: (line: string) => void warnings.push(JSON.parse(line)) });
  const imports = createSdkImports();
  for (const load of loads) imports.add(load);
  return { warmUp: createWarmUp(imports, logger, timeoutMs), warnings };
}

test("a warm-up is over when every SDK is loaded", async () => {
  const slow = Promise.withResolvers<void>();
  const { warmUp, warnings } = warmUpWith([async () => {}, () => slow.promise]);
  const running = warmUp.run();
  await new Promise(setImmediate);
  expect(warmUp.isOver()).toBe(false);
  slow.resolve();
  await running;
  expect(warmUp.isOver()).toBe(true);
  expect(warnings).toEqual([]);
});

const missing = Object.assign(new Error("/secret/path"), { code: "MODULE_NOT_FOUND" });
test.each([
  { what: "fails", load: () => Promise.reject(missing), problem: "MODULE_NOT_FOUND" },
  { what: "never ends", load: () => new Promise(() => {}), problem: "TIMEOUT" },
])("a warm-up is over, with a warning, if an import $what", async ({ load, problem }) => {
  const { warmUp, warnings } = warmUpWith([load], 1);
  await warmUp.run();
  expect(warmUp.isOver()).toBe(true);
  expect(warnings).toMatchObject([{ level: 40, problem }]);
  expect(JSON.stringify(warnings)).not.toContain("secret");
});
