import { setImmediate } from "node:timers/promises";
import { secondMs } from "../../domain/time/units.js";
import type { ScheduledWindow } from "../../domain/windows/scheduled-window.js";
import type { Deadline } from "../../upstream/deadlines.js";
import { DeadlineExceededError } from "../../upstream/deadlines.js";
import { createEntityTag } from "../http/entity-tag.js";
import { maxPartMs } from "./constants.js";
import type { EventRecord, SeenEvent } from "./event-record.js";
import type { EventRecords } from "./event-records.js";
import { secondsOf } from "./event-times.js";
import type { FeedOptions, FeedPart } from "./icalendar.js";

/** A feed that has been measured. It is written again while it is sent, so that clients that do not read take no memory. */
export interface PreparedFeed {
  readonly bytes: number;
  readonly windows: number;
  readonly entityTag: string;
  /** Writes the feed. That is fast, because its events have been written before. */
  readonly write: () => Iterable<FeedPart>;
}

/** The windows of a feed, and when each source was read. */
export interface FoundWindows {
  readonly windows: readonly ScheduledWindow[];
  readonly sources: readonly { readonly source: { readonly id: string }; readonly fetchedAt: Date | null }[];
}

/** Records the events of the windows, and measures the feed. Throws if the deadline passes. */
export async function prepareFeed(
  { windows, sources }: FoundWindows,
  options: Omit<FeedOptions, "records">,
  eventRecords: EventRecords,
  deadline: Deadline,
): Promise<PreparedFeed> {
  // Imported on first use, to keep startup fast.
  const { eventsOf, writeFeed } = await import("./icalendar.js");
  const bySource = Map.groupBy(windows, ({ sourceId }) => sourceId);

  const now = secondsOf(options.now);
  const inOrder: ScheduledWindow[][] = [];
  const updates: Promise<readonly [string, ReadonlyMap<string, EventRecord>]>[] = [];
  for (const { source, fetchedAt } of sources) {
    // In an order that, unlike that of the next occurrences, does not change with time.
    const ofSource = (bySource.get(source.id) ?? []).sort((one, other) => (one.id < other.id ? -1 : 1));
    inOrder.push(ofSource);
    const events = await eventsOfAll(ofSource, eventsOf, deadline);
    // Another replica can have read the source, with a clock that is ahead.
    const readAt = Math.min(options.now.getTime(), fetchedAt?.getTime() ?? options.now.getTime()) / secondMs;
    const update = eventRecords.update(source.id, { events, readAt, now });
    updates.push(update.then((records) => [source.id, records] as const));
  }
  const records = new Map(await Promise.all(updates));
  const write = () => writeFeed(inOrder.flat(), { ...options, records });
  return { ...(await measure(write(), deadline)), write };
}

/** Returns the events of all windows. Other requests are served meanwhile, mostly the first time, before the events are known. */
async function eventsOfAll(
  windows: readonly ScheduledWindow[],
  eventsOf: (window: ScheduledWindow) => readonly SeenEvent[],
  deadline: Deadline,
): Promise<readonly SeenEvent[]> {
  const events: SeenEvent[] = [];
  let beganMs = performance.now();
  for (const window of windows) {
    for (const event of eventsOf(window)) events.push(event);
    if (performance.now() - beganMs < maxPartMs) continue;
    await letOthersRun(deadline);
    beganMs = performance.now();
  }
  return events;
}

async function measure(parts: Iterable<FeedPart>, deadline: Deadline) {
  const entityTag = createEntityTag();
  let windows = 0;
  let bytes = 0;
  for (const { text, windows: count } of parts) {
    await letOthersRun(deadline);
    entityTag.add(text);
    windows += count;
    bytes += Buffer.byteLength(text);
  }
  return { windows, bytes, entityTag: entityTag.end() };
}

/** Serves other requests. Throws if the deadline passes. */
async function letOthersRun(deadline: Deadline): Promise<void> {
  await setImmediate();
  if (deadline.isOver()) throw new DeadlineExceededError(true, null);
}
