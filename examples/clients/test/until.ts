import assert from "node:assert/strict";

/** Waits for what comes soon, but not at once. */
export async function until(holds: () => boolean, soonMs = 5000): Promise<void> {
  for (const begin = performance.now(); !holds(); ) {
    assert.ok(performance.now() - begin < soonMs, `it does not come: ${holds}`);
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
