import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { movableClock } from "../support/clock.js";
import type { TestGateway } from "../support/gateway.js";
import { now, startTestGateway } from "../support/gateway.js";
import { changeMany, codesOf, mutate, newWindow } from "../support/mutations.js";

let clock: ReturnType<typeof movableClock>;
let gateway: TestGateway;
beforeEach(async () => {
  clock = movableClock();
  gateway = await startTestGateway({ UPSTREAM_TIMEOUT_MS: "300", REQUEST_TIMEOUT_MS: "2000" }, clock.now);
  // Import Datadog's client before the tests: the first import is slow.
  await gateway.query("{ maintenanceWindows { totalCount } }");
  await gateway.datadog.reset();
});
afterEach(() => gateway.stop());

const create = (given: Record<string, unknown> = {}) =>
  mutate(gateway, "createDatadogMaintenanceWindow", { ...newWindow, idempotencyKey: "key-1", ...given });
const sentCount = async () => (await gateway.datadog.counts()).CreateMaintenanceWindow ?? 0;

async function windowsThere(): Promise<number> {
  const response = await fetch(`${gateway.datadog.url}/api/v2/maintenance_windows`, {
    headers: { "dd-api-key": "a", "dd-application-key": "b" },
  });
  const { data } = (await response.json()) as { data: { attributes: { name: string } }[] };
  return data.filter(({ attributes }) => attributes.name === newWindow.name).length;
}

describe("a repeated key", () => {
  test("returns the first result, even if the window has changed or been deleted since", async () => {
    const first = await create();
    await mutate(gateway, "updateDatadogMaintenanceWindow", { id: first.window.id, name: "Renamed" });
    expect(await create()).toEqual(first);
    await mutate(gateway, "deleteDatadogMaintenanceWindow", { id: first.window.id });
    clock.passSeconds(24 * 3600 - 1);
    expect(await create()).toMatchObject({ outcome: "CREATED", window: { id: first.window.id } });
    expect(await sentCount()).toBe(1);
  });

  test("matches an equivalent input that is written differently", async () => {
    const first = await create();
    const { endsAt: _, ...open } = newWindow;
    const again = await mutate(gateway, "createDatadogMaintenanceWindow", {
      ...open,
      startsAt: "2026-11-23T11:00:00.400+01:00",
      duration: "PT2H",
      sourceId: "datadog",
      idempotencyKey: "key-1",
    });
    expect(again.window.id).toBe(first.window.id);
    expect(await sentCount()).toBe(1);
  });

  test("waits for the first call if it is still running", async () => {
    await gateway.datadog.fault("CreateMaintenanceWindow", { latencyMs: 200 }, 1);
    const results = await Promise.all([create(), create(), create()]);
    expect(new Set(results.map(({ window }) => window.id)).size).toBe(1);
    expect(await sentCount()).toBe(1);
  });

  test("creates another window after 24 hours", async () => {
    const first = await create();
    clock.passSeconds(24 * 3600);
    const later = { startsAt: "2026-12-23T10:00:00Z", endsAt: "2026-12-23T12:00:00Z" };
    expect((await create(later)).window.id).not.toBe(first.window.id);
    expect(await sentCount()).toBe(2);
  });

  test("returns the first result after the window has ended, unlike a new key", async () => {
    const first = await create({ startsAt: "2026-11-22T12:00:00Z", endsAt: "2026-11-22T13:00:00Z" });
    clock.passSeconds(2 * 3600);
    const again = { startsAt: "2026-11-22T12:00:00Z", endsAt: "2026-11-22T13:00:00Z" };
    expect((await create(again)).window.id).toBe(first.window.id);
    expect(codesOf(await create({ ...again, idempotencyKey: "key-2" }))).toEqual([
      ["input.endsAt", "ENDS_IN_PAST"],
    ]);
  });

  test("returns the validation errors if other values are invalid", async () => {
    await create();
    expect(codesOf(await create({ name: " " }))).toEqual([["input.name", "REQUIRED"]]);
  });
});

test.each([
  ["name", { name: "Another" }],
  ["query", { query: "a:b" }],
  ["start", { startsAt: "2026-11-23T10:00:01Z" }],
  ["end", { endsAt: "2026-11-23T12:00:01Z" }],
])(
  "the same key with another %s is rejected, and the error contains the first window",
  async (_name, given) => {
    const first = await create();
    expect(await create(given)).toMatchObject({
      __typename: "ConflictError",
      code: "FAILED_PRECONDITION",
      reason: "IDEMPOTENCY_KEY_REUSED",
      retryable: false,
      current: { id: first.window.id },
    });
    expect(await sentCount()).toBe(1);
  },
);

test("another key creates another window, even for the same values", async () => {
  const ids = await Promise.all(
    ["a", "b", "c"].map(async (key) => (await create({ idempotencyKey: key })).window.id),
  );
  expect(new Set(ids).size).toBe(3);
});

test("a dry run does not use up a key, and reports a key that was used for another input", async () => {
  await create({ validateOnly: true });
  expect(await create({ name: "Another" })).toMatchObject({ outcome: "CREATED" });
  expect(await create({ name: "Another", validateOnly: true })).toMatchObject({ outcome: "VALIDATED" });
  expect(await create({ validateOnly: true })).toMatchObject({
    reason: "IDEMPOTENCY_KEY_REUSED",
    current: { name: "Another" },
  });
});

test.each([
  ["a rejection", { status: 400 }, "ValidationError"],
  ["throttling", { status: 429, headers: { "x-ratelimit-reset": "60" } }, "ThrottledError"],
  ["a missing permission", { status: 403 }, "AccessError"],
])("%s frees the key", async (_name, fault, type) => {
  await gateway.datadog.fault("CreateMaintenanceWindow", fault, 1);
  expect(await create()).toMatchObject({ __typename: type });
  // The key is free even for another input.
  expect(await create({ name: "Another" })).toMatchObject({ outcome: "CREATED" });
});

describe("after a lost response and a failed list call", () => {
  async function lose(fault: Record<string, unknown>) {
    await gateway.datadog.fault("CreateMaintenanceWindow", fault, 1);
    // The list call before the creation succeeds; the first one after it fails.
    await gateway.datadog.fault("ListMaintenanceWindows", {}, 1);
    await gateway.datadog.fault("ListMaintenanceWindows", { status: 503 }, 1);
    expect(await create()).toMatchObject({
      __typename: "UpstreamError",
      outcomeUnknown: true,
      retryable: true,
      message: expect.stringContaining("Repeat the call with the same `idempotencyKey`"),
    });
  }

  test("the next call finds the window", async () => {
    await lose({ hang: true, carriedOut: true });
    expect(await create()).toMatchObject({ outcome: "CREATED", window: { name: "Release" } });
    expect(await create()).toMatchObject({ outcome: "CREATED" });
    expect([await sentCount(), await windowsThere()]).toEqual([1, 1]);
  });

  test("the next call finds a window that is created late", async () => {
    await lose({ latencyMs: 600 });
    expect(await create()).toMatchObject({ __typename: "UpstreamError", outcomeUnknown: true });
    await expect.poll(windowsThere, { timeout: 5_000, interval: 20 }).toBe(1);
    expect(await create()).toMatchObject({ outcome: "CREATED" });
    expect([await sentCount(), await windowsThere()]).toEqual([1, 1]);
  });

  test("the window is created again if it has not appeared for a minute", async () => {
    await lose({ hang: true });
    const early = await create();
    expect(early).toMatchObject({ outcomeUnknown: true, retryable: true, code: "DEADLINE_EXCEEDED" });
    expect(early.message).toContain("until 2026-11-22T12:01:0");
    clock.passSeconds(70);
    expect(await create()).toMatchObject({ outcome: "CREATED" });
    expect([await sentCount(), await windowsThere()]).toEqual([2, 1]);
  });

  test("two keys with the same values do not claim each other's window", async () => {
    await lose({ hang: true, carriedOut: true });
    const other = await create({ idempotencyKey: "key-2" });
    const mine = await create();
    expect(mine.window.id).not.toBe(other.window.id);
    expect([await sentCount(), await windowsThere()]).toEqual([2, 2]);
  });

  test("the outcome stays unknown while the list call fails", async () => {
    await lose({ hang: true, carriedOut: true });
    for (const fault of [
      { status: 500 },
      { status: 429, headers: { "x-ratelimit-reset": "60" } },
      { status: 403 },
    ]) {
      await gateway.datadog.fault("ListMaintenanceWindows", fault, 1);
      expect(await create()).toMatchObject({ __typename: "UpstreamError", outcomeUnknown: true });
    }
    expect(await create()).toMatchObject({ outcome: "CREATED" });
    expect(await sentCount()).toBe(1);
  });

  test("a key whose window was not created does not claim another key's window", async () => {
    await lose({ hang: true });
    const other = await create({ idempotencyKey: "key-2" });
    expect(await create()).toMatchObject({ outcomeUnknown: true });
    clock.passSeconds(90);
    const mine = await create();
    expect(mine.window.id).not.toBe(other.window.id);
    expect(await windowsThere()).toBe(2);
  });

  test.each(["Release", " Release "])(
    "a key does not claim a window named %j that another key is still creating",
    async (name) => {
      await lose({ hang: true });
      await gateway.datadog.fault("CreateMaintenanceWindow", { answerLatencyMs: 250 }, 1);
      const others = create({ idempotencyKey: "key-2", name });
      await expect.poll(windowsThere, { interval: 5, timeout: 5_000 }).toBe(name === "Release" ? 1 : 0);
      await expect.poll(sentCount, { interval: 5, timeout: 5_000 }).toBe(2);
      const mine = await create();
      expect((await others).outcome).toBe("CREATED");
      expect(mine).toMatchObject({ __typename: "UpstreamError", outcomeUnknown: true });
    },
  );

  test("the result for a window that was found includes its warnings", async () => {
    await create({ idempotencyKey: "key-0", name: "Twin" });
    await lose({ hang: true, carriedOut: true });
    expect((await create()).warnings).toMatchObject([{ code: "OVERLAPS_EXISTING" }]);
  });

  test("a key does not claim a window that existed before", async () => {
    const before = await create({ idempotencyKey: undefined });
    await lose({ hang: true });
    clock.passSeconds(70);
    const mine = await create();
    expect(mine.window.id).not.toBe(before.window.id);
    expect(await windowsThere()).toBe(2);
  });
});

test("the same key creates one window within a bulk change", async () => {
  const change = { createDatadog: { ...newWindow, idempotencyKey: "k" } };
  const results = await changeMany(gateway, [change, change, change]);
  expect(new Set(results.map(({ window }: { window: { id: string } }) => window.id)).size).toBe(1);
  expect(await sentCount()).toBe(1);
});

test("a repeated key returns the first result after the system's clock was set forward", async () => {
  await gateway.stop();
  gateway = await startTestGateway({}, clock.now, () => now);
  const later = { startsAt: "2026-12-23T10:00:00Z", endsAt: "2026-12-23T12:00:00Z" };
  const first = await create(later);
  clock.passSeconds(25 * 3600);
  expect((await create(later)).window.id).toBe(first.window.id);
  expect(await sentCount()).toBe(1);
});
