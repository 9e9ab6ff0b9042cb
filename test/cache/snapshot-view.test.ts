import { expect, test } from "vitest";
import { hasSameContent } from "../../src/cache/same-content.js";
import { createSnapshotViews } from "../../src/cache/snapshot-view.js";
import { createWriteJournal } from "../../src/cache/write-journal.js";
import { conflict } from "../../src/domain/failures/error-factories.js";
import type { ScheduledWindow } from "../../src/domain/windows/scheduled-window.js";
import { now } from "../support/gateway.js";
import { usualFields } from "../support/usual-fields.js";

const windowOf = (id: string, title: string): ScheduledWindow => ({
  ...usualFields,
  id,
  title,
  schedule: { recurrence: "NONE", startsAt: new Date(now), endsAt: new Date(now) },
});

test("after a refresh or a write, only the windows that changed are other objects", () => {
  const journal = createWriteJournal();
  const kind = {
    keyOf: ({ id }: ScheduledWindow) => id,
    windowOf: (window: ScheduledWindow) => window,
    readAtMs: () => null,
    moved: (window: ScheduledWindow) => window,
  };
  const viewOf = createSnapshotViews(kind, "key", journal);
  const read = (...items: readonly ScheduledWindow[]) => ({
    id: "1",
    items,
    unreadable: [],
    fetchedAt: now,
    readAtMs: 0,
    position: journal.position(),
  });
  const first = viewOf(read(windowOf("a", "A"), windowOf("b", "B"))).windows;
  const refreshed = read(windowOf("a", "A"), windowOf("b", "B"));
  expect(viewOf(refreshed).windows).toBe(first);
  journal.addOwn({ sourceKey: "key", key: "b", item: windowOf("b", "changed") }, 0);
  const written = viewOf(refreshed).windows;
  expect(written.map(({ title }) => title)).toEqual(["A", "changed"]);
  expect(written[0]).toBe(first[0]);
  expect(viewOf(read(windowOf("b", "B"))).windows.map(({ title }) => title)).toEqual(["B"]);
});

test("an item is no longer unreadable once it has been written, read or deleted", () => {
  const journal = createWriteJournal();
  const kind = {
    keyOf: ({ id }: ScheduledWindow) => id,
    windowOf: (window: ScheduledWindow) => window,
    readAtMs: () => null,
    moved: (window: ScheduledWindow) => window,
  };
  const viewOf = createSnapshotViews(kind, "key", journal);
  const { failure: error } = conflict("RESOURCE_IN_USE", null, "It is in use.");
  const entry = (key: string | null) => ({ key, id: key, texts: null, error, detail: null });
  journal.addOwn({ sourceKey: "key", key: "a", item: windowOf("a", "before the read") }, 0);
  const snapshot = {
    id: "1",
    items: [],
    unreadable: ["a", "b", "c", null].map(entry),
    fetchedAt: now,
    readAtMs: 1,
    position: journal.position(),
  };
  const keys = () => viewOf(snapshot).unreadable.map(({ key }) => key);
  expect(viewOf(snapshot).unreadable).toBe(snapshot.unreadable);
  journal.addOwn({ sourceKey: "key", key: "b", item: windowOf("b", "B") }, 2);
  journal.addOwn({ sourceKey: "key", key: "c", item: null }, 2);
  expect(keys()).toEqual(["a", null]);
  expect(viewOf(snapshot).windows.map(({ id }) => id)).toEqual(["b"]);
});

test("names an item whose window is missing, also after a write or a read of its own", () => {
  const journal = createWriteJournal();
  const { failure: error } = conflict("RESOURCE_IN_USE", null, "It is in use.");
  const kind = {
    keyOf: ({ id }: ScheduledWindow) => id,
    windowOf: (window: ScheduledWindow) => (window.title === "" ? null : window),
    missingWindowOf: ({ id, title }: ScheduledWindow) =>
      title === "" ? { key: id, id, texts: null, error, detail: null } : null,
    readAtMs: () => null,
    moved: (window: ScheduledWindow) => window,
  };
  const viewOf = createSnapshotViews(kind, "key", journal);
  const begun = { id: "1", fetchedAt: now, readAtMs: 1, position: journal.position() };
  const snapshot = { ...begun, items: [windowOf("a", ""), windowOf("b", "B")], unreadable: [] };
  const keys = () => viewOf(snapshot).unreadable.map(({ key }) => key);
  expect(keys()).toEqual(["a"]);
  journal.addOwn({ sourceKey: "key", key: "b", item: windowOf("b", "") }, 2);
  journal.addOwn({ sourceKey: "key", key: "a", item: windowOf("a", "") }, 2);
  expect(keys()).toEqual(["a", "b"]);
  expect([...viewOf(snapshot).items.keys()]).toEqual(["a", "b"]);
  journal.addOwn({ sourceKey: "key", key: "a", item: windowOf("a", "A") }, 2);
  expect(keys()).toEqual(["b"]);
});

test.each([
  [{ a: 1, b: [new Date(1), null] }, { b: [new Date(1), null], a: 1 }, true],
  [{ a: new Date(1) }, { a: new Date(2) }, false],
  [{ a: undefined }, { b: undefined }, false],
  [{ a: 1 }, { a: 1, b: 2 }, false],
  [[1], { 0: 1 }, false],
  [new Date(1), 1, false],
  [null, {}, false],
  [Number.NaN, Number.NaN, true],
])("%j and %j have the same content: %s", (left, right, isSame) => {
  expect(hasSameContent(left, right)).toBe(isSame);
  expect(hasSameContent(right, left)).toBe(isSame);
});
