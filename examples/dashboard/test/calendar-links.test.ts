import { expect, test } from "vitest";
import type { Filter } from "../src/filters/filter";
import { toFeedPath, toSubscribeAddress } from "../src/links/calendar-links";

const noFilter: Filter = { search: "", provider: null, source: [], status: "CURRENT" };

test.each<[Partial<Filter>, string]>([
  [{}, "/calendar.ics"],
  [{ status: "ENDED", search: "  " }, "/calendar.ics"],
  [{ search: " a & b " }, "/calendar.ics?search=a+%26+b"],
  [{ provider: "DATADOG", source: ["datadog"] }, "/calendar.ics?provider=DATADOG&source=datadog"],
  [{ source: ["aws-eu-central-1", "datadog"] }, "/calendar.ics?source=aws-eu-central-1&source=datadog"],
])("the path of the feed has the filters that the feed knows: %j", (filter, path) => {
  expect(toFeedPath({ ...noFilter, ...filter })).toBe(path);
});

test.each([
  [
    "https://board.example.com/calendar.ics?search=http:",
    "webcal://board.example.com/calendar.ics?search=http:",
  ],
  ["http://127.0.0.1:5173/calendar.ics", "webcal://127.0.0.1:5173/calendar.ics"],
])("the address that opens a calendar app begins with webcal: %s", (address, expected) => {
  expect(toSubscribeAddress(address)).toBe(expected);
});
