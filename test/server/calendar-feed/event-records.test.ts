import { describe, expect, test } from "vitest";
import type { RecordStore } from "../../../src/cache/record-store.js";
import { createLocalRecordStore, RecordStoreUnavailableError } from "../../../src/cache/record-store.js";
import { maxOtherEvents } from "../../../src/server/calendar-feed/constants.js";
import type { SeenEvent } from "../../../src/server/calendar-feed/event-record.js";
import { createEventRecords } from "../../../src/server/calendar-feed/event-records.js";
import { movableClock } from "../../support/clock.js";

const daySeconds = 86_400;
const event = (key: string, content = "as it was"): SeenEvent => ({ key, content, times: "" });
const seen = (now: number, ...events: readonly SeenEvent[]) => ({ events, readAt: now, now });
const start = 1_000_000;

/** Creates a store that can become unavailable, and runs a function before each command. */
function observedStore() {
  const clock = movableClock();
  const store = createLocalRecordStore(clock.now);
  const calls = { read: 0, replace: 0 };
  const state = { isUnavailable: false, beforeReplace: async () => {} };
  const observed: RecordStore = {
    ...store,
    async read(name) {
      calls.read += 1;
      if (state.isUnavailable) throw new RecordStoreUnavailableError("gone");
      return store.read(name);
    },
    async replace(...given) {
      calls.replace += 1;
      await state.beforeReplace();
      if (state.isUnavailable) throw new RecordStoreUnavailableError("gone");
      return store.replace(...given);
    },
  };
  return { store: observed, plain: store, clock, calls, state };
}

function recordsIn(store: RecordStore) {
  const warnings: unknown[] = [];
  const { update } = createEventRecords(store, { warn: (line: unknown) => void warnings.push(line) });
  return { update, warnings };
}

describe("the records of a source", () => {
  test("take one read, and a write only if an event changed or a day has passed", async () => {
    const { store, calls } = observedStore();
    const { update } = recordsIn(store);
    const events = Array.from({ length: 50 }, (_, index) => event(String(index)));
    for (let poll = 0; poll < 5; poll++) await update("s", seen(start + poll, ...events));
    expect(calls).toEqual({ read: 5, replace: 1 });
    await update("s", seen(start + 5, event("1", "changed")));
    expect(calls).toEqual({ read: 6, replace: 2 });
    await update("s", seen(start + 5 + daySeconds, event("1", "changed")));
    expect(calls).toEqual({ read: 7, replace: 3 });
  });

  test("are kept for 90 days after their last use", async () => {
    const { store, clock } = observedStore();
    await recordsIn(store).update("s", seen(start, event("a")));
    await recordsIn(store).update("s", seen(start + 10, event("a", "changed")));
    clock.passSeconds(90 * daySeconds);
    const later = start + 90 * daySeconds;
    const kept = await recordsIn(store).update("s", seen(later, event("a", "changed")));
    expect(kept.get("a")?.revisedAt).toBe(start + 10);
    clock.passSeconds(90 * daySeconds);
    const renewed = await recordsIn(store).update("s", seen(later * 2, event("a", "changed")));
    expect(renewed.get("a")?.revisedAt).toBe(start + 10);
  });

  test("are read again if another replica writes at the same time", async () => {
    const { store, plain, state, calls } = observedStore();
    const [one, other] = [recordsIn(store), recordsIn(plain)];
    await one.update("s", seen(start, event("a"), event("b")));
    state.beforeReplace = async () => {
      state.beforeReplace = async () => {};
      await other.update("s", seen(start + 10, event("a", "changed"), event("c")));
    };
    const found = await one.update("s", seen(start + 20, event("a", "changed"), event("b", "changed")));
    expect(calls).toEqual({ read: 3, replace: 3 });
    expect([...found].map(([key, { revisedAt }]) => [key, revisedAt]).toSorted()).toEqual([
      ["a", start + 10],
      ["b", start + 22],
      ["c", null],
    ]);
    expect(await other.update("s", seen(start + 30))).toEqual(found);
  });

  test("come from the replica's memory while the store is unavailable, and are stored afterwards", async () => {
    const { store, state } = observedStore();
    const [one, other] = [recordsIn(store), recordsIn(store)];
    await one.update("s", seen(start, event("a")));
    state.isUnavailable = true;
    for (const now of [start + 10, start + 11])
      expect((await one.update("s", seen(now, event("a", "changed")))).get("a")?.revisedAt).toBe(start + 10);
    expect(one.warnings).toEqual([{ source: "s", problem: "gone" }]);
    state.isUnavailable = false;
    await other.update("s", seen(start + 20, event("b")));
    await one.update("s", seen(start + 21, event("a", "changed")));
    const found = await other.update("s", seen(start + 22, event("a", "changed")));
    expect([...found].map(([key, { revisedAt }]) => [key, revisedAt]).toSorted()).toEqual([
      ["a", start + 10],
      ["b", null],
    ]);
    expect(other.warnings).toEqual([]);
  });

  test("survive a store that loses its data", async () => {
    const { store, plain } = observedStore();
    const one = recordsIn(store);
    await one.update("s", seen(start, event("a")));
    await one.update("s", seen(start + 10, event("a", "changed")));
    const { stored } = await plain.read("calendar-events:s");
    await plain.replace("calendar-events:s", stored?.version ?? null, null);
    await recordsIn(store).update("s", seen(start + 20, event("a", "changed")));
    await one.update("s", seen(start + 30, event("a", "changed")));
    const found = await recordsIn(store).update("s", seen(start + 40, event("a", "changed")));
    expect(found.get("a")?.revisedAt).toBe(start + 10);
  });

  test("of events that a feed lacks are kept, those changed last if there are too many", async () => {
    const { update } = recordsIn(observedStore().store);
    const old = Array.from({ length: maxOtherEvents - 1 }, (_, index) => event(`old-${index}`));
    await update("s", seen(start, ...old));
    await update("s", seen(start + 100, event("changed")));
    await update("s", seen(start + 200, event("changed", "again")));
    const found = await update("s", seen(start + 300, event("new")));
    expect(found.size).toBe(maxOtherEvents + 1);
    const last = await update("s", seen(start + 400, event("newer")));
    expect(last.size).toBe(maxOtherEvents + 1);
    expect(["changed", "new", "newer"].every((key) => last.has(key))).toBe(true);
  });

  test("of maintenance under way begin again when it is seen anew", async () => {
    const { update } = recordsIn(observedStore().store);
    const [underway, over] = [{ ...event("a"), times: "now" }, event("a", "")];
    expect((await update("s", seen(start, over))).size).toBe(0);
    const states = [underway, underway, over, underway];
    const sinces: unknown[] = [];
    for (const [index, state] of states.entries())
      sinces.push((await update("s", seen(start + index * 100, state))).get("a")?.since);
    expect(sinces).toEqual([start, start, start + 200, start + 300]);
  });
});
