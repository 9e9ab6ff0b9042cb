import fc from "fast-check";
import { expect, test } from "vitest";
import { createWriteJournal } from "../../src/cache/write-journal.js";

const atMs = 90_000;
const beginning = { readAtMs: atMs, position: "0-0" };
const key = fc.constantFrom("a", "b", "c", "d");
const write = fc.record({ key, item: fc.option(fc.integer()) });
type Write = { readonly key: string; readonly item: number | null };

/** Returns the content after a sequence of writes. */
function state(writes: readonly Write[]): ReadonlyMap<string, number> {
  const items = new Map<string, number>();
  for (const { key: written, item } of writes) {
    if (item === null) items.delete(written);
    else items.set(written, item);
  }
  return items;
}

function overlaid(found: ReadonlyMap<string, number>, since: ReadonlyMap<string, unknown>) {
  return state([
    ...[...found].map(([found, item]) => ({ key: found, item })),
    ...[...since].map(([written, item]) => ({ key: written, item: item as number | null })),
  ]);
}

test("a read plus the writes since it began gives the current content, whichever of them the read saw", () => {
  fc.assert(
    fc.property(fc.array(write), fc.array(write), fc.nat(), (before, during, seen) => {
      const journal = createWriteJournal();
      const record = (writes: readonly Write[]) => {
        for (const entry of writes) journal.addOwn({ sourceKey: "s", ...entry }, atMs);
      };
      record(before);
      const reading = { readAtMs: atMs, position: journal.position() };
      record(during);
      // The list saw only the first few of the writes made during the read.
      const found = state([...before, ...during.slice(0, seen % (during.length + 1))]);
      const shown = overlaid(found, journal.since("s", reading));
      const sorted = (items: ReadonlyMap<string, number>) => [...items].sort();
      expect(sorted(shown)).toEqual(sorted(state([...before, ...during])));
    }),
  );
});

test("replicas that see the same writes in different orders agree", () => {
  const placed = fc.uniqueArray(
    fc.record({
      ms: fc.integer({ min: 1, max: 3 }),
      number: fc.integer({ min: 0, max: 12 }),
      key,
      item: fc.integer(),
    }),
    { selector: ({ ms, number }) => `${ms}-${number}` },
  );
  fc.assert(
    fc.property(placed, fc.infiniteStream(fc.nat()), (writes, random) => {
      const order = writes
        .map((entry) => ({ entry, rank: random.next().value }))
        .sort((left, right) => left.rank - right.rank);
      const [one, two] = [createWriteJournal(), createWriteJournal()];
      for (const { ms, number, ...entry } of writes) one.add({ sourceKey: "s", ...entry }, `${ms}-${number}`);
      for (const {
        entry: { ms, number, ...entry },
      } of order)
        two.add({ sourceKey: "s", ...entry }, `${ms}-${number}`);
      const sorted = (journal: typeof one) => [...journal.since("s", beginning)].sort();
      expect(sorted(two)).toEqual(sorted(one));
      expect(two.position()).toBe(one.position());
    }),
  );
});

test("positions are compared as numbers, not strings: 9-0 is before 10-0, and 1-9 before 1-10", () => {
  const journal = createWriteJournal();
  journal.add({ sourceKey: "s", key: "a", item: 1 }, "9-9");
  journal.add({ sourceKey: "s", key: "a", item: 2 }, "9-10");
  expect(journal.find("s", "a", { readAtMs: atMs, position: "9-9" })?.item).toBe(2);
  expect(journal.find("s", "a", { readAtMs: atMs, position: "10-0" })).toBeNull();
});

test("each source has its own writes and version", () => {
  const journal = createWriteJournal();
  journal.addOwn({ sourceKey: "s", key: "a", item: 1 }, atMs);
  expect(journal.since("t", beginning)).toEqual(new Map());
  expect([journal.version("s"), journal.version("t")]).toEqual([1, 0]);
});

test("the number of writes per source is bounded", () => {
  const journal = createWriteJournal();
  for (let index = 0; index < 25_000; index++)
    journal.addOwn({ sourceKey: "s", key: `k${index}`, item: index }, atMs);
  expect(journal.since("s", beginning).size).toBe(10_000);
  expect(journal.find("s", "k24999", { readAtMs: atMs, position: "0-0" })?.item).toBe(24_999);
});

test("a write unknown to other replicas overlays only reads that began before it", () => {
  const journal = createWriteJournal();
  journal.add({ sourceKey: "s", key: "a", item: 1 }, "10-0");
  journal.addOwn({ sourceKey: "s", key: "a", item: 2 }, atMs);
  const begun = (seconds: number) => ({
    position: "10-0",
    readAtMs: atMs + seconds * 1000,
  });
  expect(journal.since("s", begun(-1)).get("a")).toBe(2);
  expect(journal.since("s", begun(1)).size).toBe(0);
});

test("what a replica has read hides no write, and no later read, that came after its read began", () => {
  const journal = createWriteJournal();
  const reading = { readAtMs: atMs, position: "0-0" };
  const add = (item: string, position: string, readFrom?: string) =>
    journal.add(
      { sourceKey: "s", key: "a", item, ...(readFrom === undefined ? {} : { readFrom }) },
      position,
    );
  const shown = () => journal.find("s", "a", reading)?.item;
  add("read", "2-0", "1-0");
  expect(shown()).toBe("read");
  add("written", "4-0");
  add("read before the write", "5-0", "3-0");
  expect(shown()).toBe("written");
  add("read after the write", "7-0", "6-0");
  add("read before that read", "8-0", "5-0");
  expect(shown()).toBe("read after the write");
  add("written again", "9-0");
  expect(shown()).toBe("written again");
});

test("what a replica has read hides no earlier write that only this replica knows", () => {
  const journal = createWriteJournal();
  const reading = { readAtMs: atMs, position: "0-0" };
  journal.add({ sourceKey: "s", key: "other", item: "written" }, "1-0");
  journal.addOwn({ sourceKey: "s", key: "a", item: "written in an outage" }, atMs);
  journal.add({ sourceKey: "s", key: "a", item: "read before the write", readFrom: "1-0" }, "2-0");
  expect(journal.find("s", "a", reading)?.item).toBe("written in an outage");
  journal.add({ sourceKey: "s", key: "a", item: "read after the write", readFrom: "2-0" }, "3-0");
  expect(journal.find("s", "a", reading)?.item).toBe("read after the write");
});

test("what this replica has read yields to what another one has read later", () => {
  const journal = createWriteJournal();
  const reading = { readAtMs: atMs, position: "0-0" };
  const entry = { sourceKey: "s", key: "a" };
  journal.add({ ...entry, key: "other", item: "written" }, "1-0");
  journal.addOwn({ ...entry, item: "own", readFrom: "1-0" }, atMs);
  journal.add({ ...entry, item: "own", readFrom: "1-0" }, "2-0");
  expect(journal.find("s", "a", { readAtMs: atMs + 1, position: "1-0" })?.item).toBe("own");
  journal.add({ ...entry, item: "earlier", readFrom: "0-0" }, "3-0");
  expect(journal.find("s", "a", reading)?.item).toBe("own");
  journal.add({ ...entry, item: "later", readFrom: "2-0" }, "4-0");
  expect(journal.find("s", "a", reading)?.item).toBe("later");
});

test("a read that came after a write wins over it, even if its writer learns the position of the write later", () => {
  const journal = createWriteJournal();
  const entry = { sourceKey: "s", key: "a" };
  journal.add({ ...entry, key: "other", item: "written" }, "7-0");
  journal.addOwn({ ...entry, item: "written" }, atMs, "5-0");
  journal.add({ ...entry, item: "read after the write", readFrom: "6-0" }, "8-0");
  expect(journal.find("s", "a", { readAtMs: atMs, position: "0-0" })?.item).toBe("read after the write");
});

test("what a replica has read yields to a read that began later, even if that one ends later", () => {
  const journal = createWriteJournal();
  journal.add({ sourceKey: "s", key: "a", item: "read", readFrom: "1-0" }, "3-0");
  const shown = (position: string) => journal.find("s", "a", { readAtMs: atMs, position })?.item;
  expect([shown("1-0"), shown("2-0")]).toEqual(["read", undefined]);
});
