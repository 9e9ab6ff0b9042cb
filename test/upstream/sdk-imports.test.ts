import { expect, test } from "vitest";
import { createSdkImports } from "../../src/upstream/sdk-imports.js";

test("SDKs are loaded once, together, and one that cannot be loaded keeps no call to another provider", async () => {
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
