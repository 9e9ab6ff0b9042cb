import { expect, test } from "vitest";
import { createSdkImports } from "../../src/upstream/sdk-imports.js";

test("every SDK is loaded once, and a failed import does not stop calls to other providers", async () => {
  const imports = createSdkImports();
  const begun: string[] = [];
  const slow = Promise.withResolvers<void>();
  imports.add(async () => {
    begun.push("slow");
    await slow.promise;
  });
  imports.add(async () => {
    begun.push("broken");
    throw new Error("there is no such module");
  });
  let isSettled = false;
  const first = imports.settled().then(() => {
    isSettled = true;
  });
  const second = imports.settled();
  await new Promise(setImmediate);
  expect(begun).toEqual(["slow", "broken"]);
  expect(isSettled).toBe(false);
  slow.resolve();
  await Promise.all([first, second]);
  expect(begun).toEqual(["slow", "broken"]);
});
