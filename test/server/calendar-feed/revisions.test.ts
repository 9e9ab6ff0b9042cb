import fc from "fast-check";
import { expect, test } from "vitest";
import { createLocalRecordStore } from "../../../src/cache/record-store.js";
import type { Schedule } from "../../../src/domain/time/schedules.js";
import { certainties } from "../../../src/domain/windows/certainty.js";
import type { ScheduledWindow } from "../../../src/domain/windows/scheduled-window.js";
import { isNotModified } from "../../../src/server/http/conditional-request.js";
import type { FeedReplica, PolledFeed } from "../../support/feed-replica.js";
import { createFeedReplica, eventTextsIn } from "../../support/feed-replica.js";
import { usualFields } from "../../support/usual-fields.js";

const startsAt = new Date("2026-11-22T11:58:57.300Z");
const schedules: readonly Schedule[] = [
  { recurrence: "DAILY", startTime: "22:00", endTime: "06:00" },
  { recurrence: "DAILY", startTime: "12:00", endTime: "12:00" },
  { recurrence: "DAILY", startTime: "11:59", endTime: "12:15" },
  {
    recurrence: "NONE",
    startsAt: new Date("2026-11-22T12:00:00Z"),
    endsAt: new Date("2026-11-23T12:00:00Z"),
  },
];
const ids = ["s:1", "s:2", "z:1"];

/** Subscriptions. A title is a filter as `?search=`. */
const feeds = [
  { days: null, certainties, title: "" },
  { days: 1, certainties, title: "" },
  { days: 30, certainties, title: "" },
  { days: null, certainties, title: "a" },
  { days: 1, certainties: ["UNDERWAY", "POSSIBLE"], title: "" },
] as const;

const look = fc.record({
  title: fc.constantFrom("a", "ab", "b"),
  schedule: fc.constantFrom(...schedules),
  isUnderway: fc.constantFrom(true, false, null),
});
const replica = fc.nat({ max: 1 });
const feed = fc.nat({ max: feeds.length - 1 });
/** The replicas that read a change at once. The others still show what they read before. */
const readBy = fc.constantFrom([0, 1], [0, 1], [0], []);
const step = fc.oneof(
  {
    arbitrary: fc.record({ kind: fc.constant("edit" as const), id: fc.constantFrom(...ids), look, readBy }),
    weight: 4,
  },
  fc.record({ kind: fc.constant("delete" as const), id: fc.constantFrom(...ids) }),
  fc.record({ kind: fc.constant("restart" as const), replica }),
  fc.record({ kind: fc.constant("read" as const), replica }),
  {
    arbitrary: fc.record({
      kind: fc.constant("pass" as const),
      ms: fc.constantFrom(0, 300, 700, 1_000, 2_700, 57_000, 899_000, 3_600_000, 43_200_000, 86_400_000),
    }),
    weight: 2,
  },
  { arbitrary: fc.record({ kind: fc.constant("poll" as const), replica, feed }), weight: 5 },
  { arbitrary: fc.record({ kind: fc.constant("race" as const), feed }), weight: 1 },
);

/** Counts the changes of each event that any feed of any replica has noticed. */
function createNotice() {
  const noticed = new Map<
    string,
    { readonly state: string; readonly before: string; readonly readAt: Date }
  >();
  const changes = new Map<string, number>();
  const note = (uid: string, state: string, readAt: Date) => {
    const last = noticed.get(uid);
    if (last?.state === state) return;
    // A replica that has not read the change yet.
    if (last !== undefined && readAt < last.readAt && state === last.before) return;
    if (last !== undefined) changes.set(uid, (changes.get(uid) ?? 0) + 1);
    noticed.set(uid, { state, before: last?.state ?? "over", readAt });
  };
  return {
    notice(windows: readonly ScheduledWindow[], readAt: Date): void {
      for (const { id, title, schedule, isUnderway } of windows) {
        note(id, JSON.stringify([title, schedule]), readAt);
        if (isUnderway === true) note(`${id}#underway`, title, readAt);
        else if (isUnderway === false && noticed.has(`${id}#underway`))
          note(`${id}#underway`, "over", readAt);
      }
    },
    changesOf: (uid: string) => changes.get(uid) ?? 0,
  };
}

/** Checks what the subscribers of feeds see, whichever replica answers. */
function createWitness(changesOf: (uid: string) => number) {
  const shown = new Map<
    string,
    { readonly text: string; readonly sequence: number; readonly changes: number }
  >();
  /** The latest read of a source that any replica has shown. */
  let latestReadAt = new Date(0);
  const textsBySequence = new Map<string, string>();
  const tags = new Map<string, string>();
  const answers = new Map<number, PolledFeed[]>();
  return (feedIndex: number, polled: PolledFeed, readAt: Date) => {
    const isOlderRead = readAt < latestReadAt;
    if (!isOlderRead) latestReadAt = readAt;
    for (const { uid, text, dtstamp, sequence } of eventTextsIn(polled.body)) {
      const key = `${feedIndex} ${uid}`;
      const before = shown.get(key);
      const changes = changesOf(uid);
      // Another feed may have shown a change that was reverted since.
      if (before?.text === text && before.changes === changes)
        expect([uid, sequence]).toEqual([uid, before.sequence]);
      else if (before?.text === text) expect(sequence).toBeGreaterThanOrEqual(before.sequence);
      // A replica that has not read the change yet may show the event exactly as it was.
      else if (isOlderRead && sequence <= (before?.sequence ?? 0))
        expect(textsBySequence.get(`${feeds[feedIndex]?.days} ${uid} ${sequence}`) ?? text).toBe(text);
      else if (before !== undefined) expect(sequence).toBeGreaterThan(before.sequence);
      if (!isOlderRead || before === undefined || sequence >= before.sequence)
        shown.set(key, { text, sequence, changes });
      expect(dtstamp).toBe(new Date(Date.UTC(2000, 0, 1) + sequence * 1000).toISOString());
      // Two feeds never show two states of an event with one sequence number.
      const state = `${feeds[feedIndex]?.days} ${uid} ${sequence}`;
      expect(textsBySequence.get(state) ?? text).toBe(text);
      textsBySequence.set(state, text);
    }
    expect(tags.get(polled.body) ?? polled.entityTag).toBe(polled.entityTag);
    tags.set(polled.body, polled.entityTag);
    expect(new Set(tags.values()).size).toBe(tags.size);
    const earlier = answers.get(feedIndex) ?? [];
    for (const { body, modifiedAt } of earlier) {
      if (modifiedAt === null) continue;
      if (polled.modifiedAt !== null) expect(polled.modifiedAt).toBeGreaterThanOrEqual(modifiedAt);
      const headers = { "if-modified-since": new Date(modifiedAt * 1000).toUTCString() };
      if (isNotModified(headers, polled)) expect(polled.body).toBe(body);
    }
    answers.set(feedIndex, [...earlier, polled]);
  };
}

test("subscribers see every change with a greater sequence number, and no change without one", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { minLength: 20, maxLength: 60, size: "max" }), async (steps) => {
      let now = startsAt;
      const store = createLocalRecordStore(() => now);
      const windows = new Map<string, ScheduledWindow>();
      const current = () => ({ windows: [...windows.values()], at: now });
      const reads = [current(), current()];
      const replicas = [createFeedReplica(store), createFeedReplica(store)];
      const { notice, changesOf } = createNotice();
      const check = createWitness(changesOf);
      const poll = async (of: number, feedIndex: number) => {
        const query = feeds[feedIndex] as (typeof feeds)[number];
        const read = reads[of] ?? current();
        notice(
          read.windows.filter(({ title }) => title.includes(query.title)),
          read.at,
        );
        const polled = await (replicas[of] as FeedReplica).poll(query, read, now);
        expect((polled.modifiedAt ?? 0) * 1000).toBeLessThanOrEqual(now.getTime());
        return polled;
      };
      for (const each of steps) {
        switch (each.kind) {
          case "edit":
            windows.set(each.id, windowOf(each.id, each.look));
            for (const reader of each.readBy) reads[reader] = current();
            break;
          case "delete":
            windows.delete(each.id);
            break;
          case "restart":
            replicas[each.replica] = createFeedReplica(store);
            break;
          case "read":
            reads[each.replica] = current();
            break;
          case "pass":
            now = new Date(now.getTime() + each.ms);
            break;
          case "poll":
            check(each.feed, await poll(each.replica, each.feed), (reads[each.replica] ?? current()).at);
            break;
          case "race": {
            reads.fill(current());
            const both = await Promise.all([poll(0, each.feed), poll(1, each.feed)]);
            expect(both[1]).toEqual(both[0]);
            for (const one of both) check(each.feed, one, now);
          }
        }
      }
    }),
    { numRuns: 300 },
  );
});

test("a replica that has not read a change yet shows the event as it was, and no further revision", async () => {
  let now = startsAt;
  const store = createLocalRecordStore(() => now);
  const [fresh, stale] = [createFeedReplica(store), createFeedReplica(store)];
  const before = { windows: [windowOf("s:1", { title: "a", isUnderway: false })], at: startsAt };
  const edited = [windowOf("s:1", { title: "b", schedule: schedules[1] as Schedule, isUnderway: true })];
  const eventsOf = async (replica: FeedReplica, read: typeof before) =>
    eventTextsIn((await replica.poll(feeds[0], read, now)).body);
  const old = await eventsOf(stale, before);
  now = new Date(now.getTime() + 35_000);
  const after = { windows: edited, at: now };
  const first = await eventsOf(fresh, after);
  expect([first.length, old.length]).toEqual([2, 1]);
  for (let poll = 0; poll < 10; poll++) {
    expect(await eventsOf(stale, before)).toEqual(old);
    expect(await eventsOf(fresh, after)).toEqual(first);
  }
  now = new Date(now.getTime() + 10_000);
  expect(await eventsOf(stale, { ...after, at: now })).toEqual(first);
  // What was read later, and is as before, is a change.
  const reverted = await eventsOf(stale, { ...before, at: now });
  expect(reverted.map(({ uid }) => uid)).toEqual(["s:1"]);
  expect(reverted[0]?.sequence).toBeGreaterThan(Math.max(...first.map(({ sequence }) => sequence)));
});

test("without a shared store, a restarted gateway shows the same events, or later starts with greater sequence numbers", async () => {
  const windows = [windowOf("s:1", {}), windowOf("s:2", { schedule: schedules[3] as Schedule })];
  const seenBy = async (now: Date) => {
    const { body } = await createFeedReplica(createLocalRecordStore(() => now)).poll(
      feeds[0],
      { windows, at: now },
      now,
    );
    return eventTextsIn(body);
  };
  const [daily, once] = await seenBy(new Date("2026-11-22T11:58:57.300Z"));
  expect(await seenBy(new Date("2026-11-23T05:59:59.900Z"))).toEqual([daily, once]);
  const [later, same] = await seenBy(new Date("2026-11-23T06:00:00.000Z"));
  expect(same).toEqual(once);
  expect(later?.text).not.toBe(daily?.text);
  expect(later?.sequence).toBeGreaterThan(daily?.sequence ?? 0);
});

function windowOf(id: string, fields: Partial<ScheduledWindow>): ScheduledWindow {
  return {
    ...usualFields,
    id,
    sourceId: id.slice(0, 1),
    provider: "AWS_FLINK",
    scheduledCertainty: "POSSIBLE",
    schedule: schedules[0] as Schedule,
    ...fields,
  };
}
