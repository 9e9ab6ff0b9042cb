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
  test("ends an open window at the start of the current second", async () => {
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

  test("returns UNCHANGED with a warning for a window that has ended", async () => {
    const result = await mutate(gateway, "endDatadogMaintenanceWindow", { id: ended });
    expect(result).toMatchObject({ outcome: "UNCHANGED", warnings: [{ code: "ALREADY_ENDED", path: null }] });
    expect(await sent()).toEqual([]);
  });

  test("changes nothing the second time", async () => {
    await mutate(gateway, "endDatadogMaintenanceWindow", { id: open });
    now = new Date("2026-11-22T12:00:05Z");
    const again = await mutate(gateway, "endDatadogMaintenanceWindow", { id: open });
    expect(again).toMatchObject({ outcome: "UNCHANGED", window: { endsAt: "2026-11-22T12:00:00.000Z" } });
    expect(await sent()).toHaveLength(1);
  });

  test("rejects a window that has not started and suggests deleting it", async () => {
    const result = await mutate(gateway, "endDatadogMaintenanceWindow", { id: later });
    expect(codesOf(result)).toEqual([["input.id", "ENDS_BEFORE_START"]]);
    expect(result.message).toContain("Delete it instead");
    expect(await sent()).toEqual([]);
  });

  test("ends a window that started in the current second after one second", async () => {
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

  test("extends from the current end, not from the end that the caller last read", async () => {
    for (const by of ["PT1H", "PT1H"])
      await mutate(gateway, "extendDatadogMaintenanceWindow", { id: open, by });
    const { data } = await gateway.query(
      `{ maintenanceWindow(id: "${open}") { ... on DatadogMaintenanceWindow { endsAt } } }`,
    );
    expect(data.maintenanceWindow.endsAt).toBe("2026-11-22T16:00:00.000Z");
  });

  test("applies both of two concurrent extensions", async () => {
    await Promise.all(
      ["PT1H", "PT2H"].map((by) => mutate(gateway, "extendDatadogMaintenanceWindow", { id: open, by })),
    );
    const { data } = await gateway.query(
      `{ maintenanceWindow(id: "${open}") { ... on DatadogMaintenanceWindow { endsAt } } }`,
    );
    expect(data.maintenanceWindow.endsAt).toBe("2026-11-22T17:00:00.000Z");
  });

  test("reopens an ended window with a warning", async () => {
    // The window ended on 19 November at 16:00.
    const result = await mutate(gateway, "extendDatadogMaintenanceWindow", { id: ended, by: "P3D" });
    expect(result).toMatchObject({
      outcome: "UPDATED",
      window: { endsAt: "2026-11-22T16:00:00.000Z", status: "ACTIVE" },
      warnings: [{ code: "STARTS_IN_PAST", path: ["input", "by"] }],
    });
  });

  test("rejects an extension whose new end is still in the past", async () => {
    const result = await mutate(gateway, "extendDatadogMaintenanceWindow", { id: ended, by: "PT1H" });
    expect(codesOf(result)).toEqual([["input.by", "ENDS_IN_PAST"]]);
    expect(result.message).toContain("2026-11-19T16:00:00.000Z");
    expect(await sent()).toEqual([]);
  });

  test.each(["PT0S", "P0D", "PT0.5S"])("rejects the duration %s", async (by) => {
    const result = await mutate(gateway, "extendDatadogMaintenanceWindow", { id: open, by });
    expect(codesOf(result)).toEqual([["input.by", "OUT_OF_RANGE"]]);
  });

  test.each(["P9000Y", "P99999999999D"])(
    "rejects %s because the new end would be out of range",
    async (by) => {
      const result = await mutate(gateway, "extendDatadogMaintenanceWindow", { id: open, by });
      expect(codesOf(result)).toEqual([["input.by", "OUT_OF_RANGE"]]);
    },
  );

  test.each(["8h", "PT", "P", "-PT1H", "PT-1H", "P1DT", "", "PT1,5H", 5, null])(
    "rejects %j, which is not a duration, and gives an example",
    async (by) => {
      const { errors } = await gateway.query(
        `mutation ($by: Duration!) { extendDatadogMaintenanceWindow(input: { id: "x", by: $by }) { __typename } }`,
        { by },
      );
      expect(errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
      if (by !== null) {
        const isString = typeof by === "string";
        expect(errors?.[0]?.message).toContain(
          isString ? 'for example "PT8H" or "P1DT12H".' : 'not a string. Send a string, for example "PT8H".',
        );
      }
    },
  );

  test("reports warnings about the new end on the field `by`", async () => {
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

  test("sets the end to the start plus the duration", async () => {
    const result = await mutate(gateway, "createDatadogMaintenanceWindow", { ...open, duration: "PT8H" });
    expect(result).toMatchObject({
      outcome: "CREATED",
      window: { startsAt: "2026-11-23T10:00:00.000Z", endsAt: "2026-11-23T18:00:00.000Z" },
    });
  });

  test.each([
    [
      "input with both endsAt and duration",
      { endsAt: newWindow.endsAt, duration: "PT1H" },
      [["input.duration", "MUTUALLY_EXCLUSIVE"]],
    ],
    ["input with neither endsAt nor duration", {}, [["input.endsAt", "REQUIRED"]]],
    ["a duration of zero", { duration: "PT0S" }, [["input.duration", "OUT_OF_RANGE"]]],
    ["a duration that is too long", { duration: "P9000Y" }, [["input.duration", "OUT_OF_RANGE"]]],
    ["a duration of less than a second", { duration: "PT0.5S" }, [["input.duration", "OUT_OF_RANGE"]]],
    [
      "an end in the past",
      { startsAt: "2026-11-22T10:00:00Z", duration: "PT1H" },
      [["input.duration", "ENDS_IN_PAST"]],
    ],
  ])("rejects %s", async (_name, given, codes) => {
    const result = await mutate(gateway, "createDatadogMaintenanceWindow", { ...open, ...given });
    expect(codesOf(result)).toEqual(codes);
    expect(await gateway.datadog.counts()).toEqual({});
  });

  test("truncates a fraction of a second with a warning", async () => {
    const result = await mutate(gateway, "createDatadogMaintenanceWindow", { ...open, duration: "PT1H0.5S" });
    expect(result).toMatchObject({
      window: { endsAt: "2026-11-23T11:00:00.000Z" },
      warnings: [{ code: "SUBSECOND_TRUNCATED", path: ["input", "duration"] }],
    });
  });
});
