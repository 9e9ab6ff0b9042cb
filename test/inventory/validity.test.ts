import { expect, test } from "vitest";
import type { WindowReading } from "../../src/cache/source-reader.js";
import type { Datasources } from "../../src/datasources/registry.js";
import { createResponseBasis } from "../../src/domain/response-basis.js";
import type { MaintenanceSource } from "../../src/domain/sources.js";
import { createInventory } from "../../src/inventory/inventory.js";
import { now } from "../support/gateway.js";
import { testContext } from "../support/runtime.js";

const source = { kind: "MaintenanceSource", id: "one", provider: "DATADOG" } as MaintenanceSource;
const later = new Date(now.getTime() + 60_000);

/** Lists the windows of one source, whose state the test controls. */
async function listWith(reading: Partial<WindowReading> = {}) {
  const state = { sources: [source] as readonly MaintenanceSource[], isUnchanged: true, reuses: 0 };
  const listWindows = async (): Promise<WindowReading> => ({
    windows: [],
    fetchedAt: now,
    freshUntil: later,
    failure: null,
    isUnchanged: () => state.isUnchanged,
    reuse() {
      state.reuses += 1;
    },
    ...reading,
  });
  const inventory = createInventory({
    sources: () => state.sources,
    upstreams: () => new Map(),
    datasources: () => ({}) as Datasources,
    close: async () => {},
  });
  const basis = createResponseBasis();
  const datasources = { datadog: { listWindows } } as unknown as Datasources;
  const ofRequest = inventory.forRequest(datasources, testContext(), basis);
  const { sources } = await ofRequest.listWindows({}, "ID", { first: 1, after: null });
  return { state, sources, whole: basis.whole(), healthOf: inventory.healthOf };
}

test("a list is unchanged until its windows, its sources or what is known of a source changes", async () => {
  const windowsChange = await listWith();
  expect(windowsChange.whole).toMatchObject({ validUntil: later });
  expect(windowsChange.whole?.isUnchanged()).toBe(true);
  windowsChange.state.isUnchanged = false;
  expect(windowsChange.whole?.isUnchanged()).toBe(false);

  const sourcesChange = await listWith();
  sourcesChange.state.sources = [{ ...source, accountId: "1" }];
  expect(sourcesChange.whole?.isUnchanged()).toBe(false);
});

test("the reuse of a list counts as a read of its sources", async () => {
  const { state, whole, healthOf } = await listWith();
  whole?.reuse();
  expect(state.reuses).toBe(1);
  expect(healthOf(source)).toMatchObject({ state: "OK", fetchedAt: now });
});
