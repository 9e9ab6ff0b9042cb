import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { expect, test } from "vitest";
import type { WindowReading } from "../../src/cache/source-reader.js";
import type { Datasources } from "../../src/datasources/registry.js";
import { createResponseBasis } from "../../src/domain/response-basis.js";
import type { MaintenanceSource } from "../../src/domain/sources.js";
import type { ScheduledWindow } from "../../src/domain/windows/scheduled-window.js";
import { createInventory } from "../../src/inventory/inventory.js";
import { createAdmission } from "../../src/scheduling/admission.js";
import { now } from "../support/gateway.js";
import { testContext } from "../support/runtime.js";

const source = { kind: "MaintenanceSource", id: "one", provider: "DATADOG" } as MaintenanceSource;

/** An inventory of one source, whose state the test controls. */
function createTestInventory() {
  const state = { sources: [source] as readonly MaintenanceSource[], isUnchanged: true, reuses: 0 };
  const validity = {
    isUnchanged: () => state.isUnchanged,
    reuse() {
      state.reuses += 1;
    },
  };
  const inventory = createInventory(
    {
      sources: () => state.sources,
      upstreams: () => new Map(),
      datasources: () => ({}) as Datasources,
      reread: async () => null,
      readNotice: () => null,
      close: async () => {},
    },
    createAdmission(),
  );

  /** Lists the windows for one request. */
  async function list() {
    const schedule = { recurrence: "DAILY", startTime: "22:00", endTime: "06:00" };
    const window = {
      kind: "W",
      id: "a",
      sourceId: "one",
      title: "a",
      schedule,
    } as unknown as ScheduledWindow;
    const reading: WindowReading = {
      windows: [window],
      unreadable: [],
      changedBy: new Map(),
      fetchedAt: now,
      readAtMs: 0,
      oldestScheduleReadAtMs: 0,
      freshUntilMs: 60_000,
      failure: null,
      validity,
    };
    const datasources = { datadog: { listWindows: async () => reading } } as unknown as Datasources;
    const basis = createResponseBasis();
    const ofRequest = inventory.forRequest(datasources, testContext(), basis);
    await ofRequest.listWindows({}, { field: "ID", direction: "ASC" }, { first: 1, after: null });
    return { whole: basis.whole(), references: [new WeakRef(window), new WeakRef(datasources)] };
  }

  return { state, list, healthOf: inventory.healthOf };
}

test("a list is unchanged until its windows, or what is known of its sources, change", async () => {
  const { state, list } = createTestInventory();
  const { whole } = await list();
  expect(whole).toMatchObject({ freshUntilMs: 60_000 });
  expect(whole?.isUnchanged()).toBe(true);
  state.isUnchanged = false;
  expect(whole?.isUnchanged()).toBe(false);
  state.isUnchanged = true;
  state.sources = [{ ...source, accountId: "1" }];
  expect(whole?.isUnchanged()).toBe(false);
});

test("the reuse of a list counts as a read of its sources", async () => {
  const { state, list, healthOf } = createTestInventory();
  const { whole } = await list();
  whole?.reuse();
  expect(state.reuses).toBe(1);
  expect(healthOf(source)).toMatchObject({ state: "OK", fetchedAt: now });
});

test("what is kept for a cached response holds neither old windows nor the request in memory", async () => {
  const { list } = createTestInventory();
  const { whole, references } = await list();
  // The inventory itself holds the windows until it has newer ones.
  await list();
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as () => void;
  await expect
    .poll(() => {
      collectGarbage();
      return references.map((reference) => reference.deref() === undefined);
    })
    .toEqual([true, true]);
  expect(whole?.isUnchanged()).toBe(true);
});
