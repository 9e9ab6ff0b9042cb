import { expect, test } from "vitest";
import { unavailable } from "../../src/domain/failures/error-factories.js";
import type { ScheduledWindow } from "../../src/domain/windows/scheduled-window.js";
import type { KeyedCreation } from "../../src/writes/idempotency-keys.js";
import { withIdempotencyKey } from "../../src/writes/idempotency-keys.js";
import { now } from "../support/gateway.js";
import { testContext, testRuntime } from "../support/runtime.js";

const key = { key: "key", input: "input" };
const after = (seconds: number) => new Date(now.getTime() + seconds * 1000);

test("a key claimed late in a long request stays claimed for a full request timeout plus a minute", async () => {
  const storage = { records: testRuntime().writes.records, requestTimeoutMs: 300_000 };
  let created = 0;
  const creation = (isLost: boolean): KeyedCreation<ScheduledWindow> => ({
    before: async () => [],
    async create() {
      created += 1;
      if (isLost) throw unavailable("TIMEOUT", true, "The response was lost.");
      return { id: "made" } as ScheduledWindow;
    },
    recover: async () => null,
    windowOf: (window) => window,
  });
  // The claim comes shortly before the deadline of its request.
  const late = withIdempotencyKey(key, creation(true), storage, testContext(2_000));
  await expect(late).rejects.toMatchObject({ failure: { outcomeUnknown: true, retryable: true } });

  for (const seconds of [70, 300, 364]) {
    const early = withIdempotencyKey(key, creation(false), storage, testContext(2_000, after(seconds)));
    await expect(early).rejects.toMatchObject({ failure: { outcomeUnknown: true } });
  }
  expect(created).toBe(1);
  const settled = await withIdempotencyKey(key, creation(false), storage, testContext(2_000, after(366)));
  expect(settled).toEqual({ result: { id: "made" }, replayed: false });
});
