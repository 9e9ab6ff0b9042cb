import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { arnOf, codesOf, datadogId, mutate, newWindow } from "../support/mutations.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());
beforeEach(() => gateway.datadog.reset());

const create = (given: Record<string, unknown>, on = gateway) =>
  mutate(on, "createDatadogMaintenanceWindow", { ...newWindow, ...given });
/** Creates a window, and returns the windows that its warnings are about. */
async function createRelated(given: Record<string, unknown>) {
  const { data, errors } = await gateway.query(
    `mutation ($input: CreateDatadogMaintenanceWindowInput!) { result: createDatadogMaintenanceWindow(input: $input) {
      ... on DatadogMaintenanceWindowChanged {
        window { id }
        warnings { code message relatedWindowCount relatedWindows { ... on ScheduledWindow { id title } } }
      }
    } }`,
    { input: { ...newWindow, ...given } },
  );
  expect(errors).toBeUndefined();
  return data.result;
}
const warned = (result: { warnings: { code: string; path: string[] | null }[] }) =>
  result.warnings.map(({ code, path }) => [code, path?.join(".") ?? null]);

describe("an unusually long window", () => {
  const eightDays = { endsAt: "2026-12-01T10:00:00Z" };

  test("of more than seven days is accepted with a warning", async () => {
    const result = await create(eightDays);
    expect(warned(result)).toEqual([["LONG_WINDOW", "input.endsAt"]]);
    expect(result.warnings[0].message).toBe(
      "The window is open for 8 days, which is unusually long (more than 7 days).",
    );
    expect(warned(await create({ endsAt: "2026-11-30T10:00:00Z", query: "a:b" }))).toEqual([]);
  });

  test("is reported for a change that makes the window long, but not for a change to its name", async () => {
    const moved = { id: datadogId(4), startsAt: "2026-11-01T00:00:00Z" };
    expect(warned(await mutate(gateway, "updateDatadogMaintenanceWindow", moved))).toEqual([
      ["STARTS_IN_PAST", "input.startsAt"],
      ["LONG_WINDOW", "input.startsAt"],
    ]);
    const renamed = { id: datadogId(3), name: "Migration" };
    expect(warned(await mutate(gateway, "updateDatadogMaintenanceWindow", renamed))).toEqual([]);
  });

  test("is defined by LONG_WINDOW_HOURS", async () => {
    const strict = await startTestGateway({ LONG_WINDOW_HOURS: "1" });
    try {
      expect((await create({}, strict)).warnings[0].message).toContain("2 hours");
    } finally {
      await strict.stop();
    }
  });
});

describe("an overlap", () => {
  test("with another window for the same query is accepted, and a warning names that window", async () => {
    const first = await create({ name: "First" });
    const second = await create({ name: "Second", startsAt: "2026-11-23T11:59:59Z" });
    expect(warned(second)).toEqual([["OVERLAPS_EXISTING", null]]);
    expect(second.warnings[0].message).toBe('"First" has the same query and is open at the same time.');
    const repeated = { name: "Third", query: "  service:checkout ", idempotencyKey: "related" };
    const third = await createRelated(repeated);
    expect(third.warnings[0]).toMatchObject({
      message: '"First" and 1 other window have the same query and are open at the same time.',
      relatedWindows: [{ id: first.window.id }, { id: second.window.id }],
      relatedWindowCount: 2,
    });
    expect(await createRelated(repeated)).toEqual(third);
  });

  test("with many windows names the first of them by start, and counts all", async () => {
    // The windows are created in the reverse order of their starts.
    const minutes = Array.from({ length: 12 }, (_, index) => 59 - index);
    const given = minutes.map((minute) => ({
      name: `At ${minute}`,
      startsAt: `2026-11-23T10:${minute}:00Z`,
    }));
    for (const window of given) await create(window);
    const { warnings } = await createRelated({});
    expect(warnings[0].message).toBe(
      '"At 48" and 11 other windows have the same query and are open at the same time.',
    );
    expect(warnings[0].relatedWindows.map(({ title }: { title: string }) => title)).toEqual(
      minutes
        .toReversed()
        .slice(0, 10)
        .map((minute) => `At ${minute}`),
    );
    expect(warnings[0].relatedWindowCount).toBe(12);
    const dryRun = await createRelated({ validateOnly: true });
    expect(dryRun.warnings[0]).toMatchObject({ relatedWindowCount: 13 });
  });

  test("is the only warning with related windows", async () => {
    const { warnings } = await createRelated({ endsAt: "2026-12-01T10:00:00Z", query: "a:b" });
    expect(warnings).toMatchObject([{ code: "LONG_WINDOW", relatedWindows: [], relatedWindowCount: 0 }]);
  });

  test.each([
    ["that only touches it", { startsAt: "2026-11-23T12:00:00Z", endsAt: "2026-11-23T13:00:00Z" }],
    ["with another query", { query: "service:other" }],
  ])("is not reported for a window %s", async (_name, given) => {
    await create({});
    expect(warned(await create(given))).toEqual([]);
  });

  test("is not reported if it is in the past", async () => {
    // The seeded window with this query ended days ago.
    const result = await create({ query: "team:network", startsAt: "2026-11-01T00:00:00Z" });
    expect(warned(result).map(([code]) => code)).not.toContain("OVERLAPS_EXISTING");
  });

  test("is reported for the change that causes it, and for no other change", async () => {
    const { window } = await create({ query: "a:b" });
    await create({});
    const requeried = { id: window.id, query: newWindow.query };
    expect(warned(await mutate(gateway, "updateDatadogMaintenanceWindow", requeried))).toEqual([
      ["OVERLAPS_EXISTING", null],
    ]);
    const renamed = { id: window.id, name: "renamed" };
    expect(warned(await mutate(gateway, "updateDatadogMaintenanceWindow", renamed))).toEqual([]);
  });
});

describe("text values", () => {
  test.each([
    ["a name of only zero-width characters", { name: "\u200b\u200d" }, [["input.name", "REQUIRED"]]],
    ["a name with a NUL", { name: "a\u0000b" }, [["input.name", "MALFORMED"]]],
    ["a query with an escape character", { query: "a:\u001b[31m" }, [["input.query", "MALFORMED"]]],
    ["an empty idempotency key", { idempotencyKey: "" }, [["input.idempotencyKey", "MALFORMED"]]],
    ["an idempotency key with spaces", { idempotencyKey: "a b" }, [["input.idempotencyKey", "MALFORMED"]]],
    [
      "an idempotency key of 256 characters",
      { idempotencyKey: "k".repeat(256) },
      [["input.idempotencyKey", "TOO_LONG"]],
    ],
  ])("are rejected with nothing sent: %s", async (_name, given, codes) => {
    expect(codesOf(await create(given))).toEqual(codes);
    expect(await gateway.datadog.counts()).toEqual({});
  });

  test("are accepted: a name of 1,000 characters and a query with line breaks", async () => {
    const given = { name: "é".repeat(1000), query: "service:a\nAND env:b" };
    expect(await create(given)).toMatchObject({ outcome: "CREATED", window: given });
  });
});

describe("broad queries in changes", () => {
  test("are rejected unless they are allowed", async () => {
    const change = { id: datadogId(4), query: "* OR service:a" };
    expect(codesOf(await mutate(gateway, "updateDatadogMaintenanceWindow", change))).toEqual([
      ["input.query", "BROAD_QUERY"],
    ]);
    const allowed = { ...change, allowBroadQuery: true };
    expect(warned(await mutate(gateway, "updateDatadogMaintenanceWindow", allowed))).toEqual([
      ["BROAD_QUERY", "input.query"],
    ]);
  });
});

test("a Flink change has a warning that says when it takes effect", async () => {
  const input = { id: arnOf("orders-enrichment"), startTime: "01:00" };
  const { warnings } = await mutate(gateway, "updateFlinkMaintenanceWindow", input);
  expect(warnings).toEqual([
    {
      code: "APPLIES_FROM_NEXT_SCHEDULING",
      path: null,
      message:
        "The new window applies from the next time that AWS schedules maintenance. Maintenance that AWS has already scheduled still runs in the old window.",
    },
  ]);
});

test("a change that reopens an ended window has a warning", async () => {
  // The window ended on 19 November.
  const reopened = { id: datadogId(1), endsAt: "2026-11-22T13:00:00Z" };
  const result = await mutate(gateway, "updateDatadogMaintenanceWindow", reopened);
  expect(warned(result)).toEqual([["STARTS_IN_PAST", "input.endsAt"]]);
  expect(result.window.status).toBe("ACTIVE");
});
