import { beforeEach, describe, expect, test, vi } from "vitest";
import type { KnownMaintenance } from "../../src/domain/events/known-maintenance.js";
import { orderWindows } from "../../src/domain/lists/window-order.js";
import type { ScheduledWindow } from "../../src/domain/windows/scheduled-window.js";
import type { SourceAnswer } from "../../src/inventory/source-reads.js";
import type { FollowOptions, LeadProgress } from "../../src/live/source-follower.js";
import { createSourceFollower } from "../../src/live/source-follower.js";
import { source, upgrade } from "../notifications/windows.js";
import { movableClock } from "../support/clock.js";

const leadMs = 15 * 60_000;
const other = { ...source, id: "other" };
const ofOther = { ...upgrade, id: "datadog:other:1", sourceId: "other" };

let answers: Map<string, SourceAnswer>;
let onRead: () => void;
let ready: PromiseWithResolvers<void>;
let released: readonly string[];
let progress: (readonly LeadProgress[])[];
let clock: ReturnType<typeof movableClock>;
beforeEach(() => {
  answers = new Map();
  ready = Promise.withResolvers();
  released = [];
  progress = [];
  // Two minutes before `upgrade` opens.
  clock = movableClock(new Date("2026-11-22T11:58:00.000Z"));
});

const resultOf = (from: typeof source) =>
  ({ source: from, state: "OK", fetchedAt: null, error: null, unreadableCount: 0, unreadable: [] }) as const;

function answer(from: typeof source, windows: readonly ScheduledWindow[]): void {
  const reading = { windows, unreadable: [], changedBy: new Map() } as unknown as SourceAnswer["reading"];
  answers.set(from.id, { reading, result: resultOf(from) });
}

function follow(options: Partial<FollowOptions> = {}) {
  const create = createSourceFollower({
    inventory: { ordered: (parts, at) => orderWindows([...parts.values()].flat(), "NEXT_OCCURRENCE", at) },
    clock: clock.moment,
    onUnexpected(error) {
      throw error;
    },
    watch: {
      watch(ids: readonly string[], notify: () => void) {
        onRead = notify;
        const release = () => {
          released = ids;
        };
        return { ready: ready.promise, release };
      },
      answers: () => answers,
    } as unknown as Parameters<typeof createSourceFollower>[0]["watch"],
  });
  return create({
    sourceIds: ["datadog", "other"],
    leadsMs: [0],
    initial: () => null,
    onProgress: (each) => void progress.push(each),
    ...options,
  });
}

const known = (windows: readonly ScheduledWindow[], minutesAgo: number): KnownMaintenance => {
  const at = new Date(clock.now().getTime() - minutesAgo * 60_000);
  return {
    at,
    sources: new Map(
      [source, other].map((each) => [
        each.id,
        {
          result: resultOf(each),
          windows: windows.filter(({ sourceId }) => sourceId === each.id),
          changedBy: new Map(),
        },
      ]),
    ),
    ordered: orderWindows(windows, "NEXT_OCCURRENCE", at),
    underwayIds: new Set(),
  };
};

const events = () =>
  progress.flat().flatMap((each) => each.events.map((event) => `${event.type} ${each.leadMs}`));

describe("what was known before a restart", () => {
  test("is compared with the first answers of all sources, so that a slow one does not seem to be gone", async () => {
    follow({ initial: () => known([upgrade, ofOther], 60) });
    answer(source, [upgrade]);
    onRead();
    expect(progress).toEqual([]);
    answer(other, []);
    ready.resolve();
    await vi.waitFor(() => expect(progress).toHaveLength(1));
    expect(events()).toEqual(["DELETED 0"]);
  });

  test("yields the openings that happened meanwhile", async () => {
    follow({ initial: () => known([upgrade, ofOther], 60) });
    clock.passSeconds(10 * 60);
    for (const each of [source, other]) answer(each, each === source ? [upgrade] : [ofOther]);
    ready.resolve();
    await vi.waitFor(() => expect(events()).toEqual(["OPENED 0", "OPENED 0"]));
  });
});

test("feeds ahead of time report together with the current one what follows from the same answers", async () => {
  follow({ leadsMs: [0, leadMs] });
  for (const each of [source, other]) answer(each, []);
  ready.resolve();
  await vi.waitFor(() => expect(progress).toHaveLength(1));
  answer(source, [upgrade]);
  onRead();
  expect(progress).toHaveLength(2);
  expect(progress[1]?.map((each) => each.leadMs)).toEqual([0, leadMs]);
  expect(events()).toEqual(["CREATED 0", `CREATED ${leadMs}`, `OPENED ${leadMs}`]);
});

test("answers of sources that only others watch are ignored", async () => {
  follow({ sourceIds: ["datadog"] });
  for (const each of [source, other]) answer(each, []);
  ready.resolve();
  await vi.waitFor(() => expect(progress).toHaveLength(1));
  expect([...(progress[0]?.[0]?.known.sources.keys() ?? [])]).toEqual(["datadog"]);
});

test("nothing is reported after the end, and the sources are released", async () => {
  const end = follow();
  end();
  answer(source, []);
  ready.resolve();
  await ready.promise;
  onRead();
  expect([progress, released]).toEqual([[], ["datadog", "other"]]);
});
