import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { fullAccess, permissionsOf } from "../../src/domain/permissions.js";
import { createClock } from "../../src/domain/time/clock.js";
import { parseDuration } from "../../src/domain/time/durations.js";
import type { VerdictQuestion } from "../../src/domain/verdict/verdict-plan.js";
import type { StreamedEvent } from "../../src/live/live-events.js";
import type { LiveSources } from "../support/live-sources.js";
import { createLiveSources, freshMs, onceOpen } from "../support/live-sources.js";

const start = new Date("2026-11-22T12:00:00Z");
const aboutNow: VerdictQuestion = {
  at: null,
  lasting: null,
  filter: {},
  maxAge: null,
  countedCertainties: ["UNDERWAY", "DECLARED"],
};
const tomorrow = onceOpen("w", "2026-11-23T12:00:00Z", "2026-11-23T13:00:00Z");

beforeEach(() => {
  vi.useFakeTimers({ now: start, toFake: ["setTimeout", "clearTimeout", "Date", "performance"] });
});

afterEach(() => {
  vi.useRealTimers();
});

function createSources(...ids: readonly string[]): LiveSources {
  return createLiveSources(
    ids,
    createClock(
      () => Date.now(),
      () => performance.now(),
    ),
  );
}

/** Collects what a stream yields. */
function follow<Item>(stream: AsyncIterableIterator<Item, void>) {
  const items: Item[] = [];
  const ended = (async () => {
    for await (const item of stream) items.push(item);
  })();
  // Each test that expects an error waits for it.
  ended.catch(() => {});
  return { items, ended, leave: () => stream.return?.() };
}

/** Lets everything happen that needs no time. */
const settle = () => vi.advanceTimersByTimeAsync(0).then(() => new Promise(setImmediate));

async function pass(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
  await settle();
}

const typesOf = (events: readonly StreamedEvent[]) => events.map(({ type }) => type);

test("a verdict is sent at once, and again when a window opens and closes", async () => {
  const { live, set, reads } = createSources("one");
  set("one", [onceOpen("w", "2026-11-22T12:00:10Z", "2026-11-22T12:00:20Z")]);
  const { items, leave } = follow(live.verdicts(aboutNow, fullAccess));
  await settle();
  expect(items.map(({ verdict }) => verdict)).toEqual(["CLEAR"]);
  await pass(9_999);
  expect(items).toHaveLength(1);
  await pass(1);
  expect(items.map(({ verdict }) => verdict)).toEqual(["CLEAR", "IN_MAINTENANCE"]);
  await pass(10_000);
  expect(items.map(({ verdict }) => verdict)).toEqual(["CLEAR", "IN_MAINTENANCE", "CLEAR"]);
  expect(reads.get("one")).toBe(1);
  await leave();
});

test("a question about a time from now on is answered again when a window comes into that time", async () => {
  const { live, set } = createSources("one");
  set("one", [onceOpen("w", "2026-11-22T12:30:00Z", "2026-11-22T12:40:00Z")]);
  const lasting = parseDuration("PT20M");
  const { items, leave } = follow(live.verdicts({ ...aboutNow, lasting }, fullAccess));
  await settle();
  await pass(600_000 - 1);
  expect(items.map(({ verdict }) => verdict)).toEqual(["CLEAR"]);
  await pass(1);
  expect(items.map(({ verdict }) => verdict)).toEqual(["CLEAR", "IN_MAINTENANCE"]);
  await leave();
});

test("a source is read as often as by one client that polls, whatever the number of streams, and not without streams", async () => {
  const { live, reads } = createSources("one", "two");
  const inOne = { ...aboutNow, filter: { sources: ["one"] } };
  const streams = [
    ...Array.from({ length: 20 }, () => follow(live.verdicts(inOne, fullAccess))),
    ...Array.from({ length: 20 }, () => follow(live.events({ sources: ["one"] }, null, fullAccess))),
  ];
  await settle();
  expect([...reads]).toEqual([["one", 1]]);
  await pass(3 * freshMs);
  expect([...reads]).toEqual([["one", 4]]);
  await Promise.all(streams.map(({ leave }) => leave()));
  await pass(10 * freshMs);
  expect([...reads]).toEqual([["one", 4]]);
  expect(streams.every(({ items }) => items.length <= 1)).toBe(true);
});

test("an answer is not sent again if only the age of its data differs", async () => {
  const { live } = createSources("one");
  const { items, leave } = follow(live.verdicts(aboutNow, fullAccess));
  await settle();
  await pass(10 * freshMs);
  expect(items).toHaveLength(1);
  await leave();
});

test("a source that fails and recovers is part of the answer, and has events", async () => {
  const { live, set, reads } = createSources("one");
  const verdicts = follow(live.verdicts(aboutNow, fullAccess));
  const events = follow(live.events({}, null, fullAccess));
  await settle();
  set("one", null);
  await pass(freshMs);
  expect(verdicts.items.map(({ verdict }) => verdict)).toEqual(["CLEAR", "UNKNOWN"]);
  expect(events.items).toEqual([
    expect.objectContaining({ type: "SOURCE_CHANGED", previousState: "OK", state: "FAILED" }),
  ]);
  set("one", [tomorrow]);
  await pass(10_000);
  expect(verdicts.items.map(({ verdict }) => verdict)).toEqual(["CLEAR", "UNKNOWN", "CLEAR"]);
  // The window was created while the source could not be read.
  expect(typesOf(events.items)).toEqual(["SOURCE_CHANGED", "CREATED", "SOURCE_CHANGED"]);
  expect(reads.get("one")).toBe(3);
  await Promise.all([verdicts.leave(), events.leave()]);
});

test("a source that could not be read from the start has an event when it can be read, and its windows have none", async () => {
  const { live, set } = createSources("one", "two");
  set("one", null);
  const { items, leave } = follow(live.events({}, null, fullAccess));
  await settle();
  expect(items).toEqual([]);
  set("one", [tomorrow]);
  await pass(10_000);
  expect(items).toEqual([
    expect.objectContaining({ type: "SOURCE_CHANGED", previousState: "FAILED", state: "OK" }),
  ]);
  set("one", []);
  await pass(freshMs);
  expect(typesOf(items)).toEqual(["SOURCE_CHANGED", "DELETED"]);
  await leave();
});

test("a source that is slow is read once", async () => {
  const { live, reads, delay } = createSources("one");
  delay(new Promise((resolve) => setTimeout(resolve, 20_000)));
  const { items, leave } = follow(live.verdicts(aboutNow, fullAccess));
  await pass(20_000);
  expect(items).toHaveLength(1);
  expect(reads.get("one")).toBe(1);
  await leave();
});

test("streams end at once while a source is read for the first time, and later ones share its read", async () => {
  const { live, reads, delay } = createSources("one");
  delay(new Promise((resolve) => setTimeout(resolve, 20_000)));
  for (let count = 0; count < 3; count += 1) {
    const streams = [follow(live.verdicts(aboutNow, fullAccess)), follow(live.events({}, null, fullAccess))];
    await settle();
    for (const { leave } of streams) await leave();
    for (const { ended } of streams) await ended;
  }
  const { items, leave } = follow(live.verdicts(aboutNow, fullAccess));
  await pass(20_000);
  expect(items).toHaveLength(1);
  expect(reads.get("one")).toBe(1);
  await leave();
  // What is known is kept for an hour, for streams that resume.
  expect(vi.getTimerCount()).toBe(1);
});

test("a stream that leaves while its answer is computed leaves no timer", async () => {
  for (let moment = 0; moment < 50; moment += 1) {
    const { live } = createSources("one");
    const { leave } = follow(live.verdicts(aboutNow, fullAccess));
    await settle();
    live.contentChanged("one");
    for (let step = 0; step < moment; step += 1) await Promise.resolve();
    await leave();
    await settle();
    expect(vi.getTimerCount()).toBe(0);
  }
});

test("a change is noticed at once when the cache says so", async () => {
  const { live, set, reads } = createSources("one");
  const verdicts = follow(live.verdicts(aboutNow, fullAccess));
  const events = follow(live.events({}, null, fullAccess));
  await settle();
  set("one", [onceOpen("w", "2026-11-22T11:00:00Z", "2026-11-22T13:00:00Z")]);
  live.contentChanged("one");
  await settle();
  expect(verdicts.items.map(({ verdict }) => verdict)).toEqual(["CLEAR", "IN_MAINTENANCE"]);
  expect(typesOf(events.items)).toEqual(["CREATED", "OPENED"]);
  expect(reads.get("one")).toBe(2);
  live.contentChanged("another");
  live.refreshEnded("another", true);
  await settle();
  expect(reads.get("one")).toBe(2);
  await Promise.all([verdicts.leave(), events.leave()]);
});

test("a stream contains only sources that the caller may read and that the filter selects", async () => {
  const { live, set, reads } = createSources("one", "two", "three");
  const permissions = permissionsOf(["maintenance:read:one", "maintenance:read:two"]);
  const ofCaller = follow(live.events({}, null, permissions));
  const filtered = follow(live.events({ sources: ["two"] }, null, permissions));
  const all = follow(live.events({}, null, fullAccess));
  await settle();
  for (const sourceId of ["one", "two", "three"]) {
    set(sourceId, [{ ...tomorrow, id: sourceId, sourceId }]);
    live.contentChanged(sourceId);
  }
  await settle();
  const ids = ({ items }: typeof all) =>
    items.flatMap((event) => (event.kind === "MaintenanceWindowEvent" ? event.window.id : [])).sort();
  expect(ids(ofCaller)).toEqual(["one", "two"]);
  expect(ids(filtered)).toEqual(["two"]);
  expect(ids(all)).toEqual(["one", "three", "two"]);
  expect([...reads.values()]).toEqual([2, 2, 2]);
  await Promise.all([ofCaller, filtered, all].map(({ leave }) => leave()));
});

test("a window that leaves the filter has an event", async () => {
  const { live, set } = createSources("one");
  set("one", [{ ...tomorrow, title: "Payments" }]);
  const { items, leave } = follow(live.events({ search: "payments" }, null, fullAccess));
  await settle();
  for (const title of ["Orders", "Accounts"]) {
    set("one", [{ ...tomorrow, title, revision: title }]);
    live.contentChanged("one");
    await settle();
  }
  expect(items).toEqual([
    expect.objectContaining({ type: "UPDATED", window: expect.objectContaining({ title: "Orders" }) }),
  ]);
  await leave();
});

test("types select events", async () => {
  const { live, set } = createSources("one");
  const { items, leave } = follow(live.events({ types: ["OPENED", "DELETED"] }, null, fullAccess));
  await settle();
  for (const windows of [[onceOpen("w", "2026-11-22T11:00:00Z", "2026-11-22T13:00:00Z")], []]) {
    set("one", windows);
    live.contentChanged("one");
    await settle();
  }
  expect(typesOf(items)).toEqual(["OPENED", "DELETED"]);
  await leave();
});

test("a stream continues after the last event of an earlier one, with what happened meanwhile", async () => {
  const { live, set } = createSources("one");
  set("one", [tomorrow]);
  const first = follow(live.events({}, null, fullAccess));
  await settle();
  set("one", [{ ...tomorrow, revision: "2" }]);
  live.contentChanged("one");
  await settle();
  await first.leave();
  const position = first.items.at(-1)?.position ?? "";
  // Nobody watches now.
  await pass(1_800_000);
  set("one", []);
  const second = follow(live.events({}, position, fullAccess));
  const third = follow(live.events({}, null, fullAccess));
  await settle();
  expect(typesOf(second.items)).toEqual(["DELETED"]);
  expect(third.items).toEqual([]);
  await Promise.all([second.leave(), third.leave()]);
});

test("a stream of several sources continues, whichever of them is read first", async () => {
  const { live, set } = createSources("one", "two");
  const first = follow(live.events({}, null, fullAccess));
  await settle();
  set("two", [{ ...tomorrow, sourceId: "two" }]);
  live.contentChanged("two");
  await settle();
  await first.leave();
  set("one", [{ ...tomorrow, id: "v" }]);
  set("two", []);
  const second = follow(live.events({}, first.items[0]?.position ?? "", fullAccess));
  await settle();
  expect(typesOf(second.items).sort()).toEqual(["CREATED", "DELETED"]);
  await second.leave();
});

test.each([
  ["of another process", () => "6ec3ecbf-6a1c-4b4e-8c37-2a1e3a3b9a53:3"],
  ["with an unknown format", () => "x"],
  ["of the future", (position: string) => position.replace(/[0-9]+$/, "99")],
])("a stream after a position %s begins with RESTARTED", async (_what, positionFrom) => {
  const { live, set } = createSources("one");
  const first = follow(live.events({}, null, fullAccess));
  await settle();
  set("one", [tomorrow]);
  live.contentChanged("one");
  await settle();
  const { position = "" } = first.items[0] ?? {};
  const second = follow(live.events({}, positionFrom(position), fullAccess));
  await settle();
  expect(typesOf(second.items)).toEqual(["RESTARTED"]);
  const third = follow(live.events({}, second.items[0]?.position ?? "", fullAccess));
  await settle();
  expect(third.items).toEqual([]);
  await Promise.all([first, second, third].map(({ leave }) => leave()));
});

test.each([
  ["can", false],
  ["cannot", true],
])(
  "a stream restarts if its sources were not watched in between, and %s be read now",
  async (_name, isFailing) => {
    const { live, set } = createSources("one", "two");
    const ofOne = follow(live.events({ sources: ["one"] }, null, fullAccess));
    const ofTwo = follow(live.events({ sources: ["two"] }, null, fullAccess));
    await settle();
    const restart = follow(live.events({ sources: ["two"] }, "x", fullAccess));
    await settle();
    const position = restart.items[0]?.position ?? "";
    await Promise.all([ofTwo.leave(), restart.leave()]);
    await pass(freshMs);
    if (isFailing) set("two", null);
    const resumed = follow(live.events({ sources: ["two"] }, position, fullAccess));
    await settle();
    expect(typesOf(resumed.items)).toEqual(["RESTARTED"]);
    await Promise.all([ofOne.leave(), resumed.leave()]);
  },
);

test.each([
  ["can", false],
  ["cannot", true],
])("a stream restarts after an hour without streams if its source %s be read", async (_name, isFailing) => {
  const { live, set } = createSources("one");
  const first = follow(live.events({}, "x", fullAccess));
  await settle();
  await first.leave();
  await pass(3_600_000);
  if (isFailing) set("one", null);
  const second = follow(live.events({}, first.items[0]?.position ?? "", fullAccess));
  await settle();
  expect(typesOf(second.items)).toEqual(["RESTARTED"]);
  await second.leave();
});

test("an invalid filter is an error of the stream, and nothing is read", async () => {
  const { live, reads } = createSources("one");
  const { ended } = follow(live.events({ sources: ["none"] }, null, fullAccess));
  await expect(ended).rejects.toMatchObject({ failure: { code: "INVALID_ARGUMENT" } });
  const question = { ...aboutNow, filter: { search: "x".repeat(300) } };
  const { ended: verdictEnded } = follow(live.verdicts(question, fullAccess));
  await expect(verdictEnded).rejects.toMatchObject({ failure: { code: "INVALID_ARGUMENT" } });
  await pass(2 * freshMs);
  expect(reads.get("one") ?? 0).toBeLessThanOrEqual(1);
});

test("a client that leaves ends its stream at once", async () => {
  const { live } = createSources("one");
  const { ended, leave } = follow(live.events({}, null, fullAccess));
  await settle();
  await leave();
  await expect(ended).resolves.toBeUndefined();
});

test("a clock that is set back opens no window twice", async () => {
  const { live, set } = createSources("one");
  set("one", [onceOpen("w", "2026-11-22T12:00:10Z", "2026-11-22T13:00:00Z")]);
  const { items, leave } = follow(live.events({}, null, fullAccess));
  await settle();
  await pass(10_000);
  vi.setSystemTime(start);
  await pass(freshMs);
  expect(typesOf(items)).toEqual(["OPENED"]);
  await leave();
});

test("a fault of the gateway ends no stream: it is logged, and the source is read again", async () => {
  const { live, set, errors } = createSources("one");
  const { items, leave } = follow(live.events({}, null, fullAccess));
  await settle();
  set("one", [{ ...tomorrow, schedule: null } as never]);
  live.contentChanged("one");
  await settle();
  expect(errors).toEqual([expect.any(TypeError)]);
  set("one", [tomorrow]);
  await pass(freshMs);
  expect(typesOf(items)).toEqual(["CREATED"]);
  await leave();
});

test("a source that caches nothing is not read again because of its own refresh", async () => {
  const { live, reads } = createSources("one");
  const stream = follow(live.events({}, null, fullAccess));
  live.refreshEnded("one", false);
  await settle();
  expect(reads.get("one")).toBe(1);
  live.refreshEnded("one", false);
  await settle();
  expect(reads.get("one")).toBe(2);
  await stream.leave();
});
