import assert from "node:assert/strict";

/** Waits until the condition holds. Fails after `soonMs` milliseconds. */
export async function until(holds: () => boolean, soonMs = 5000): Promise<void> {
  for (const begin = performance.now(); !holds(); ) {
    assert.ok(performance.now() - begin < soonMs, `did not hold within ${soonMs} ms: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
