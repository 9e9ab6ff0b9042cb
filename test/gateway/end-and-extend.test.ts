import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestGateway } from "../support/gateway.js";
import { startTestGateway } from "../support/gateway.js";
import { codesOf, datadogId, mutate, newWindow } from "../support/mutations.js";

let now = new Date("2026-11-22T12:00:00.750Z");
let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway({}, () => now);
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  now = new Date("2026-11-22T12:00:00.750Z");
  await gateway.datadog.reset();
});

const [ended, open, yearLong, later] = [1, 2, 3, 4].map(datadogId);
const sent = async () => (await gateway.datadog.sent("UpdateMaintenanceWindow")) as { data: unknown }[];

describe("endDatadogMaintenanceWindow", () => {
  test("ends an open window with the second that runs", async () => {
    const result = await mutate(gateway, "endDatadogMaintenanceWindow", { id: open });
    expect(result).toMatchObject({
      outcome: "UPDATED",
      window: { endsAt: "2026-11-22T12:00:00.000Z", status: "ENDED" },
      previous: { endsAt: "2026-11-22T14:00:00.000Z", status: "ACTIVE" },
      warnings: [],
    });
    expect(await sent()).toEqual([
      { data: { type: "maintenance_window", attributes: { end_at: "2026-11-22T12:00:00Z" } } },
    ]);
  });

  test("a window that has ended is UNCHANGED, and said so", async () => {
    const result = await mutate(gateway, "endDatadogMaintenanceWindow", { id: ended });
    expect(result).toMatchObject({ outcome: "UNCHANGED", warnings: [{ code: "ALREADY_ENDED", path: null }] });
    expect(await sent()).toEqual([]);
  });

  test("twice is once", async () => {
    await mutate(gateway, "endDatadogMaintenanceWindow", { id: open });
    now = new Date("2026-11-22T12:00:05Z");
    const again = await mutate(gateway, "endDatadogMaintenanceWindow", { id: open });
    expect(again).toMatchObject({ outcome: "UNCHANGED", window: { endsAt: "2026-11-22T12:00:00.000Z" } });
    expect(await sent()).toHaveLength(1);
  });

  test("a window that has not begun is refused, with what to do instead", async () => {
    const result = await mutate(gateway, "endDatadogMaintenanceWindow", { id: later });
    expect(codesOf(result)).toEqual([["input.id", "ENDS_BEFORE_START"]]);
    expect(result.message).toContain("Delete it instead");
    expect(await sent()).toEqual([]);
  });

  test("one that began within this very second lasts for one", async () => {
    const { window } = await mutate(gateway, "createDatadogMaintenanceWindow", {
      ...newWindow,
      startsAt: "2026-11-22T12:00:00Z",
    });
    expect(await mutate(gateway, "endDatadogMaintenanceWindow", { id: window.id })).toMatchObject({
      outcome: "UPDATED",
      window: { endsAt: "2026-11-22T12:00:01.000Z" },
    });
  });
});

describe("extendDatadogMaintenanceWindow", () => {
  test.each([
    ["PT30M", "2026-11-22T14:30:00.000Z"],
    ["P1DT1H", "2026-11-23T15:00:00.000Z"],
    ["P1M", "2026-12-22T14:00:00.000Z"],
  ])("moves the end later by %s", async (by, endsAt) => {
    const result = await mutate(gateway, "extendDatadogMaintenanceWindow", { id: open, by });
    expect(result).toMatchObject({
      outcome: "UPDATED",
      window: { endsAt },
      previous: { endsAt: "2026-11-22T14:00:00.000Z" },
    });
  });

  test("from where it ends now, not from where a caller has seen it end", async () => {
    for (const by of ["PT1H", "PT1H"])
      await mutate(gateway, "extendDatadogMaintenanceWindow", { id: open, by });
    const { data } = await gateway.query(
      `{ maintenanceWindow(id: "${open}") { ... on DatadogMaintenanceWindow { endsAt } } }`,
    );
    expect(data.maintenanceWindow.endsAt).toBe("2026-11-22T16:00:00.000Z");
  });

  test("two at the same time both count", async () => {
    await Promise.all(
      ["PT1H", "PT2H"].map((by) => mutate(gateway, "extendDatadogMaintenanceWindow", { id: open, by })),
    );
    const { data } = await gateway.query(
      `{ maintenanceWindow(id: "${open}") { ... on DatadogMaintenanceWindow { endsAt } } }`,
    );
    expect(data.maintenanceWindow.endsAt).toBe("2026-11-22T17:00:00.000Z");
  });

  test("a window that had ended opens again, with a warning", async () => {
    // It ended on 19 November at 16:00.
    const result = await mutate(gateway, "extendDatadogMaintenanceWindow", { id: ended, by: "P3D" });
    expect(result).toMatchObject({
      outcome: "UPDATED",
      window: { endsAt: "2026-11-22T16:00:00.000Z", status: "ACTIVE" },
      warnings: [{ code: "STARTS_IN_PAST", path: ["input", "by"] }],
    });
  });

  test("so little that it would still have ended is refused", async () => {
    const result = await mutate(gateway, "extendDatadogMaintenanceWindow", { id: ended, by: "PT1H" });
    expect(codesOf(result)).toEqual([["input.by", "ENDS_IN_PAST"]]);
    expect(result.message).toContain("2026-11-19T16:00:00.000Z");
    expect(await sent()).toEqual([]);
  });

  test.each(["PT0S", "P0D", "PT0.5S"])("by %s is refused", async (by) => {
    const result = await mutate(gateway, "extendDatadogMaintenanceWindow", { id: open, by });
    expect(codesOf(result)).toEqual([["input.by", "OUT_OF_RANGE"]]);
  });

  test.each(["P9000Y", "P99999999999D"])("by %s is refused: there is no such instant", async (by) => {
    const result = await mutate(gateway, "extendDatadogMaintenanceWindow", { id: open, by });
    expect(codesOf(result)).toEqual([["input.by", "OUT_OF_RANGE"]]);
  });

  test.each(["8h", "PT", "P", "-PT1H", "PT-1H", "P1DT", "", "PT1,5H", 5, null])(
    "by %j is no duration, and the request says what one is",
    async (by) => {
      const { errors } = await gateway.query(
        `mutation ($by: Duration!) { extendDatadogMaintenanceWindow(input: { id: "x", by: $by }) { __typename } }`,
        { by },
      );
      expect(errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
      if (by !== null) expect(errors?.[0]?.message).toContain('such as "PT8H" or "P1DT12H"');
    },
  );

  test("what it is told of the new end is about by", async () => {
    const result = await mutate(gateway, "extendDatadogMaintenanceWindow", { id: yearLong, by: "PT1H0.5S" });
    expect(result).toMatchObject({
      outcome: "UPDATED",
      warnings: [
        { code: "SUBSECOND_TRUNCATED", path: ["input", "by"] },
        { code: "LONG_WINDOW", path: ["input", "by"] },
      ],
    });
  });
});

describe("createDatadogMaintenanceWindow with a duration", () => {
  const { endsAt: _, ...open } = newWindow;

  test("ends so much later than it starts", async () => {
    const result = await mutate(gateway, "createDatadogMaintenanceWindow", { ...open, duration: "PT8H" });
    expect(result).toMatchObject({
      outcome: "CREATED",
      window: { startsAt: "2026-11-23T10:00:00.000Z", endsAt: "2026-11-23T18:00:00.000Z" },
    });
  });

  test.each([
    [
      "both an end and a length",
      { endsAt: newWindow.endsAt, duration: "PT1H" },
      [["input.duration", "MUTUALLY_EXCLUSIVE"]],
    ],
    ["neither", {}, [["input.endsAt", "REQUIRED"]]],
    ["no length", { duration: "PT0S" }, [["input.duration", "OUT_OF_RANGE"]]],
    ["too long", { duration: "P9000Y" }, [["input.duration", "OUT_OF_RANGE"]]],
    ["less than a second", { duration: "PT0.5S" }, [["input.duration", "OUT_OF_RANGE"]]],
    ["past", { startsAt: "2026-11-22T10:00:00Z", duration: "PT1H" }, [["input.duration", "ENDS_IN_PAST"]]],
  ])("%s: refused", async (_name, given, codes) => {
    const result = await mutate(gateway, "createDatadogMaintenanceWindow", { ...open, ...given });
    expect(codesOf(result)).toEqual(codes);
    expect(await gateway.datadog.counts()).toEqual({});
  });

  test("a fraction of a second is cut, with a warning", async () => {
    const result = await mutate(gateway, "createDatadogMaintenanceWindow", { ...open, duration: "PT1H0.5S" });
    expect(result).toMatchObject({
      window: { endsAt: "2026-11-23T11:00:00.000Z" },
      warnings: [{ code: "SUBSECOND_TRUNCATED", path: ["input", "duration"] }],
    });
  });
});
