import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { isNotModified } from "../../../src/server/http/conditional-request.js";
import { movableClock } from "../../support/clock.js";
import { eventTextsIn } from "../../support/feed-replica.js";
import type { TestGateway } from "../../support/gateway.js";
import { now, startTestGateway } from "../../support/gateway.js";
import { datadogId, mutate } from "../../support/mutations.js";

let clock: ReturnType<typeof movableClock>;
let gateway: TestGateway;
beforeEach(async () => {
  clock = movableClock();
  gateway = await startTestGateway({}, clock.now);
});
afterEach(() => gateway.stop());

async function poll(headers: Record<string, string> = {}, query = "", method = "GET") {
  // A client of fetch would add headers of its own cache.
  const response = await fetch(`${gateway.address}/calendar.ics${query}`, {
    headers,
    method,
    cache: "no-store",
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

async function validators(query = "") {
  const { headers } = await poll({}, query);
  const [etag, modified] = [headers.get("etag") ?? "", headers.get("last-modified") ?? ""];
  return { etag, modified };
}

async function rename(name: string): Promise<void> {
  const changed = await mutate(gateway, "updateDatadogMaintenanceWindow", { id: datadogId(2), name });
  expect(changed).toMatchObject({ outcome: "UPDATED" });
}

const later = (date: string, seconds: number) => new Date(Date.parse(date) + seconds * 1000).toUTCString();

describe("a feed", () => {
  test("has a weak entity tag and the time at which it was first seen", async () => {
    const { etag, modified } = await validators();
    expect(etag).toMatch(/^W\/"[\w-]{43}"$/);
    expect(modified).toBe(now.toUTCString());
    clock.passSeconds(3_600);
    expect(await validators("?source=datadog")).toEqual({
      etag: expect.not.stringContaining(etag),
      modified: later(modified, 3_600),
    });
    clock.passSeconds(600);
    expect(await validators("?source=datadog")).toMatchObject({ modified: later(modified, 3_600) });
  });

  test.each([
    ["if-none-match", (etag: string) => etag],
    ["if-none-match", (etag: string) => etag.replace("W/", "")],
    ["if-none-match", (etag: string) => `"other", ${etag}`],
    ["if-none-match", () => "*"],
    ["if-modified-since", (_etag: string, modified: string) => modified],
    ["if-modified-since", (_etag: string, modified: string) => later(modified, 100)],
  ])("that the client has is not sent again: %s", async (name, givenBy) => {
    const query = "?source=datadog";
    const { etag, modified } = await validators(query);
    for (const method of ["GET", "HEAD"]) {
      const { status, headers, text } = await poll({ [name]: givenBy(etag, modified) }, query, method);
      expect([status, text]).toEqual([304, ""]);
      const sent = [
        "cache-control",
        "etag",
        "last-modified",
        "content-length",
        "content-type",
        "content-disposition",
      ];
      expect(sent.map((header) => headers.get(header))).toEqual([
        "no-cache",
        etag,
        modified,
        null,
        null,
        null,
      ]);
    }
    expect(gateway.logs.at(-1)).toMatchObject({ msg: "calendar feed", notModified: true });
  });

  test("is sent whole if the client has another, and if-none-match overrides if-modified-since", async () => {
    const { etag, modified } = await validators("?source=datadog");
    for (const headers of [
      { "if-none-match": '"other"' },
      { "if-none-match": '"other"', "if-modified-since": modified },
      { "if-modified-since": later(modified, -1) },
      { "if-modified-since": "yesterday" },
      { "if-modified-since": "" },
    ])
      expect((await poll(headers, "?source=datadog")).status).toBe(200);
    const both = { "if-none-match": etag, "if-modified-since": later(modified, -100) };
    expect((await poll(both, "?source=datadog")).status).toBe(304);
  });

  test("that changed is sent again to a client with either validator, also twice in one second", async () => {
    const first = await validators("?source=datadog");
    await rename("Renamed");
    const second = await poll({ "if-modified-since": first.modified }, "?source=datadog");
    expect(second.status).toBe(200);
    expect((await poll({ "if-none-match": first.etag }, "?source=datadog")).status).toBe(200);
    // A time in the future must not be sent.
    expect(second.headers.get("last-modified")).toBeNull();
    clock.passSeconds(1);
    const third = await validators("?source=datadog");
    expect(third).toEqual({ etag: second.headers.get("etag"), modified: later(first.modified, 1) });
    expect((await poll({ "if-modified-since": third.modified }, "?source=datadog")).status).toBe(304);
    clock.passSeconds(30);
    const deleted = await mutate(gateway, "deleteDatadogMaintenanceWindow", { id: datadogId(2) });
    expect(deleted).toMatchObject({ outcome: "DELETED" });
    const last = await poll({ "if-modified-since": third.modified }, "?source=datadog");
    expect([last.status, last.headers.get("last-modified")]).toEqual([200, later(first.modified, 31)]);
  });

  test("has the same vary header when it is not sent again", async () => {
    const origin = "https://board.example.com";
    const shared = await startTestGateway({ CORS_ORIGINS: origin }, clock.now);
    try {
      const ask = (headers: Record<string, string>) =>
        fetch(`${shared.address}/calendar.ics`, { headers: { origin, ...headers }, cache: "no-store" });
      const whole = await ask({});
      const again = await ask({ "if-none-match": whole.headers.get("etag") ?? "" });
      expect([whole.status, again.status]).toEqual([200, 304]);
      expect(whole.headers.get("vary")).toMatch(/Origin/i);
      expect(again.headers.get("vary")).toBe(whole.headers.get("vary"));
    } finally {
      await shared.stop();
    }
  });

  test("has no validators if it is an error", async () => {
    const { etag, modified } = await validators();
    await gateway.datadog.fault("*", { status: 503 });
    const headers = { "if-none-match": etag, "if-modified-since": modified };
    for (const [query, status] of [
      ["", 503],
      ["?days=0", 400],
      ["?serch=x", 400],
    ] as const) {
      const answer = await poll(headers, query);
      expect(answer.status).toBe(status);
      expect([answer.headers.get("etag"), answer.headers.get("last-modified")]).toEqual([null, null]);
    }
  });

  test("keeps its bytes while windows open and close, except for the end of maintenance under way", async () => {
    const textsEvery = async (seconds: number, times: number, query: string) => {
      const texts = new Set<string>();
      for (let count = 0; count < times; count++) {
        texts.add((await poll({}, query)).text);
        clock.passSeconds(seconds);
      }
      return texts.size;
    };
    expect(await textsEvery(300, 12, "?certainty=underway")).toBe(4);
    expect(await textsEvery(3_600, 30, "?certainty=possible,declared")).toBe(1);
  });

  test("shows the revision of the changed event only", async () => {
    const before = eventTextsIn((await poll()).text);
    clock.passSeconds(100);
    await rename("Renamed");
    const after = eventTextsIn((await poll()).text);
    const uid = datadogId(2);
    const others = (events: typeof before) => events.filter((event) => event.uid !== uid);
    expect(others(after)).toEqual(others(before));
    const revisedAt = new Date(now.getTime() + 100_000).toISOString();
    expect(before.find((event) => event.uid === uid)).toMatchObject({
      dtstamp: "2000-01-01T00:00:00.000Z",
      modifiedAt: "",
      sequence: 0,
    });
    expect(after.find((event) => event.uid === uid)).toMatchObject({
      dtstamp: revisedAt,
      modifiedAt: revisedAt,
      sequence: (Date.parse(revisedAt) - Date.UTC(2000, 0, 1)) / 1000,
    });
  });
});

describe("if-modified-since", () => {
  const modifiedAt = Date.UTC(1994, 10, 6, 8, 49, 37) / 1000;
  test.each([
    ["Sun, 06 Nov 1994 08:49:37 GMT", true],
    ["Sun, 06 Nov 1994 08:49:36 GMT", false],
    ["Sunday, 06-Nov-94 08:49:37 GMT", true],
    ["Sun Nov  6 08:49:37 1994", true],
    ["Sun Nov  6 08:49:36 1994", false],
    ["Mon, 06 Nov 1994 08:49:37 GMT", false],
    ["Tue, 31 Feb 2026 08:49:37 GMT", false],
    ["Sun, 06 Nov 1994 08:49:37", false],
    ["Sun, 06 Nov 1994 08:49:37 +0000", false],
    ["2026-11-22T12:00:00Z", false],
    ["2026", false],
    ["GMT", false],
    ["", false],
  ])("%s: has the content: %s", (since, expected) => {
    expect(isNotModified({ "if-modified-since": since }, { entityTag: '"a"', modifiedAt })).toBe(expected);
  });

  test("is ignored if the time of the last change is unknown", () => {
    const headers = { "if-modified-since": "Sun, 06 Nov 2044 08:49:37 GMT" };
    expect(isNotModified(headers, { entityTag: '"a"', modifiedAt: null })).toBe(false);
  });
});
