import { expect, test } from "vitest";
import { createLocalRecordStore, RecordStoreUnavailableError } from "../../../src/cache/record-store.js";
import { createFeedVersions } from "../../../src/server/calendar-feed/feed-versions.js";
import { movableClock } from "../../support/clock.js";

const start = 1_000_000;

test("a feed has the time of its last change, for 24 hours", async () => {
  const clock = movableClock();
  const { modifiedAt } = createFeedVersions(createLocalRecordStore(clock.now));
  expect(await modifiedAt("feed", "one", start)).toBe(start);
  expect(await modifiedAt("feed", "one", start + 10)).toBe(start);
  expect(await modifiedAt("feed", "two", start + 20)).toBe(start + 20);
  clock.passSeconds(24 * 3_600);
  expect(await modifiedAt("feed", "two", start + 30)).toBe(start + 30);
});

test("a second change within a second has a later time, which is not returned before it has come", async () => {
  const { modifiedAt } = createFeedVersions(createLocalRecordStore(movableClock().now));
  expect(await modifiedAt("feed", "one", start)).toBe(start);
  expect(await modifiedAt("feed", "two", start)).toBeNull();
  expect(await modifiedAt("feed", "two", start + 1)).toBe(start + 1);
  // The clock was set back.
  expect(await modifiedAt("feed", "three", start - 100)).toBeNull();
});

test("feeds that share a record never get an earlier time", async () => {
  const { modifiedAt } = createFeedVersions(createLocalRecordStore(movableClock().now));
  expect(await modifiedAt("abc-1", "one", start)).toBe(start);
  expect(await modifiedAt("abc-2", "other", start)).toBeNull();
  expect(await modifiedAt("abc-1", "one", start + 10)).toBe(start + 10);
  expect(await modifiedAt("abd-1", "one", start + 5)).toBe(start + 5);
});

test("a feed has no time if the store is unavailable, or other replicas change the record again and again", async () => {
  const store = createLocalRecordStore(movableClock().now);
  const unavailable = () => Promise.reject(new RecordStoreUnavailableError("gone"));
  expect(await createFeedVersions({ ...store, read: unavailable }).modifiedAt("f", "one", start)).toBeNull();
  let attempts = 0;
  const replace = async () => {
    attempts += 1;
    return null;
  };
  expect(await createFeedVersions({ ...store, replace }).modifiedAt("f", "one", start)).toBeNull();
  expect(attempts).toBe(5);
});
