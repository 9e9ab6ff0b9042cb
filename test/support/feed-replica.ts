import type { RecordStore } from "../../src/cache/record-store.js";
import { fingerprintOf } from "../../src/domain/fingerprints.js";
import type { ScheduledWindow } from "../../src/domain/windows/scheduled-window.js";
import { createEventRecords } from "../../src/server/calendar-feed/event-records.js";
import { secondsOf } from "../../src/server/calendar-feed/event-times.js";
import { createFeedVersions } from "../../src/server/calendar-feed/feed-versions.js";
import type { FeedOptions } from "../../src/server/calendar-feed/icalendar.js";
import { prepareFeed } from "../../src/server/calendar-feed/prepare-feed.js";
import { deadlineIn } from "../../src/upstream/deadlines.js";

/** A subscription. A title selects windows, as `?search=` does. */
export type FeedQuery = Pick<FeedOptions, "days" | "certainties"> & { readonly title: string };

export interface PolledFeed {
  readonly body: string;
  readonly entityTag: string;
  readonly modifiedAt: number | null;
}

export type FeedReplica = ReturnType<typeof createFeedReplica>;

/** Creates the part of a replica that answers requests for the feed from what it has read of its sources, `s` and `z`. */
export function createFeedReplica(store: RecordStore, warn: (line: unknown) => void = () => {}) {
  const events = createEventRecords(store, { warn });
  const versions = createFeedVersions(store);
  return {
    async poll(
      { title, ...query }: FeedQuery,
      read: { readonly windows: readonly ScheduledWindow[]; readonly at: Date },
      now: Date,
    ): Promise<PolledFeed> {
      const found = {
        windows: read.windows.filter((window) => window.title.includes(title)),
        sources: ["s", "z"].map((id) => ({ source: { id }, fetchedAt: read.at })),
      };
      const prepared = await prepareFeed(found, { now, ...query }, events, deadlineIn(60_000));
      const body = [...prepared.write()].map(({ text }) => text).join("");
      const { entityTag } = prepared;
      const feed = fingerprintOf(JSON.stringify([title, query]));
      return { body, entityTag, modifiedAt: await versions.modifiedAt(feed, entityTag, secondsOf(now)) };
    },
  };
}

/** Returns the events of a feed: their text without what depends on the revision, and the revision. */
export function eventTextsIn(body: string) {
  const revision = /^(?:DTSTAMP|SEQUENCE|LAST-MODIFIED):.*\r\n/gm;
  return body
    .replaceAll("\r\n ", "")
    .split(/(?=BEGIN:VEVENT|END:VCALENDAR)/)
    .slice(1, -1)
    .map((text) => {
      const lineOf = (name: string) => new RegExp(`^${name}:(.*)\r$`, "m").exec(text)?.[1];
      return {
        uid: lineOf("UID") ?? "",
        text: text.replace(revision, ""),
        dtstamp: instantOf(lineOf("DTSTAMP") ?? ""),
        modifiedAt: instantOf(lineOf("LAST-MODIFIED") ?? ""),
        sequence: Number(lineOf("SEQUENCE")),
      };
    });
}

/** `20260131T220000Z` as in other formats. */
function instantOf(text: string): string {
  return text.replace(/^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/, "$1-$2-$3T$4:$5:$6.000Z");
}
