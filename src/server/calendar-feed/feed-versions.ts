import type { RecordStore } from "../../cache/record-store.js";
import { RecordStoreUnavailableError } from "../../cache/record-store.js";
import { feedSlotLength, maxRecordAttempts } from "./constants.js";

/** The last content of a feed. */
interface FeedVersion {
  /** Identifies the feed: its caller and its parameters. */
  readonly feed: string;
  readonly entityTag: string;
  /** Seconds since 1970. */
  readonly modifiedAt: number;
}

export type FeedVersions = ReturnType<typeof createFeedVersions>;

/**
 * Remembers when the content of each feed last changed. Feeds whose keys begin alike share a record, so that the number of records
 * is limited; the last one used has it.
 */
export function createFeedVersions(store: RecordStore) {
  /** Returns when the content last changed, in seconds since 1970, or null if that cannot be recorded. */
  async function record(feed: string, entityTag: string, now: number): Promise<number | null> {
    const name = `calendar-feed:${feed.slice(0, feedSlotLength)}`;
    for (let attempt = 1; attempt <= maxRecordAttempts; attempt++) {
      const { stored } = await store.read(name);
      const last = stored?.value as FeedVersion | undefined;
      if (last?.feed === feed && last.entityTag === entityTag) return last.modifiedAt;
      // Two contents of one second must differ.
      const modifiedAt = Math.max(now, (Number(last?.modifiedAt) || 0) + 1);
      const version: FeedVersion = { feed, entityTag, modifiedAt };
      if ((await store.replace(name, stored?.version ?? null, version)) !== null) return modifiedAt;
    }
    return null;
  }

  return {
    /**
     * Returns the value of `last-modified` in seconds since 1970, or null for none: if the store is unavailable, or if the feed changed
     * twice in this second, because that header must not be in the future (RFC 9110, section 8.8.2.1).
     */
    async modifiedAt(feed: string, entityTag: string, now: number): Promise<number | null> {
      try {
        const modifiedAt = await record(feed, entityTag, now);
        return modifiedAt === null || modifiedAt > now ? null : modifiedAt;
      } catch (error) {
        if (error instanceof RecordStoreUnavailableError) return null;
        throw error;
      }
    },
  };
}
