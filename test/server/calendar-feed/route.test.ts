import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { movableClock } from "../../support/clock.js";
import type { TestGateway } from "../../support/gateway.js";
import { noLimits, now, startTestGateway } from "../../support/gateway.js";
import type { Opening } from "../../support/icalendar.js";
import { allOpeningsIn, eventsIn, inOrder, isUnderway, openingsIn } from "../../support/icalendar.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway(noLimits);
});
afterAll(() => gateway.stop());
beforeEach(async () => {
  await gateway.flink.reset();
  await gateway.datadog.reset();
});

const dayMs = 86_400_000;
const inDays = (days: number) => new Date(now.getTime() + days * dayMs);

async function feed({ address }: Pick<TestGateway, "address">, query = "", init: RequestInit = {}) {
  const response = await fetch(`${address}/calendar.ics${query}`, init);
  const text = await response.text();
  return { status: response.status, headers: response.headers, text };
}

async function refusal(query: string, of = gateway) {
  const { status, headers, text } = await feed(of, query);
  const [error] = JSON.parse(text).errors;
  return { status, headers, code: error.extensions.code, message: error.message as string, text };
}

const calendar = `query ($from: DateTime!, $to: DateTime!, $filter: MaintenanceWindowFilter) {
  maintenanceOccurrences(from: $from, to: $to, filter: $filter, first: 500) {
    nodes { startsAt endsAt window { ... on ScheduledWindow { id } } }
    pageInfo { hasNextPage }
  }
}`;

async function openingsOf(
  from: Date,
  to: Date,
  filter: Record<string, unknown>,
): Promise<readonly Opening[]> {
  const { data } = await gateway.query(calendar, {
    from: from.toISOString(),
    to: to.toISOString(),
    filter,
  });
  const { nodes, pageInfo } = data.maintenanceOccurrences;
  expect(pageInfo.hasNextPage).toBe(false);
  type Node = Omit<Opening, "id"> & { readonly window: { readonly id: string } };
  return inOrder(nodes.map(({ startsAt, endsAt, window }: Node) => ({ id: window.id, startsAt, endsAt })));
}

const filters: readonly (readonly [string, Record<string, unknown>])[] = [
  ["", {}],
  ["source=datadog", { sources: ["datadog"] }],
  ["source=aws-us-east-1,datadog", { sources: ["aws-us-east-1", "datadog"] }],
  ["source=aws-us-east-1&source=datadog", { sources: ["aws-us-east-1", "datadog"] }],
  ["provider=AWS_FLINK", { providers: ["AWS_FLINK"] }],
  ["provider=datadog", { providers: ["DATADOG"] }],
  ["provider=datadog,Aws_Flink", {}],
  ["search=ORDERS", { search: "orders" }],
  ["search=service%3Aorders-db", { search: "service:orders-db" }],
  [
    "search=orders&provider=AWS_FLINK&source=aws-eu-central-1",
    { search: "orders", providers: ["AWS_FLINK"] },
  ],
  ["source=datadog&provider=AWS_FLINK", { sources: ["datadog"], providers: ["AWS_FLINK"] }],
  ["certainty=declared", { certainties: ["DECLARED"] }],
  ["certainty=Possible,declared", {}],
  ["certainty=possible", { providers: ["AWS_FLINK"] }],
  ["certainty=possible&search=orders", { providers: ["AWS_FLINK"], search: "orders" }],
  ["search=nothing-of-the-kind", { search: "nothing-of-the-kind" }],
];

describe("the feed", () => {
  test.each(filters)(
    "matches maintenanceOccurrences for a limited number of days: %s",
    async (query, filter) => {
      for (const days of [1, 7]) {
        const { status, text } = await feed(gateway, `?days=${days}&${query}`);
        expect(status).toBe(200);
        const expected = await openingsOf(inDays(-7), inDays(days), filter);
        // The gateway has not seen earlier times of daily windows.
        const isKnown = ({ id, endsAt }: Opening) => !id.startsWith("flink:") || endsAt > now.toISOString();
        expect(allOpeningsIn(text)).toEqual(expected.filter(isKnown));
      }
    },
  );

  test.each(filters)("matches maintenanceOccurrences for all days: %s", async (query, filter) => {
    const { text } = await feed(gateway, query === "" ? "" : `?${query}`);
    expect(openingsIn(text, now, inDays(14))).toEqual(await openingsOf(now, inDays(14), filter));
  });

  test("contains each window once, including ended ones, for all days", async () => {
    const { data } = await gateway.query(
      "{ maintenanceWindows(first: 200) { nodes { __typename ... on ScheduledWindow { id title status } } } }",
    );
    type Window = Readonly<Record<"__typename" | "id" | "title" | "status", string>>;
    const nodes: readonly Window[] = data.maintenanceWindows.nodes;
    expect(nodes.map(({ status }) => status)).toContain("ENDED");
    const events = eventsIn((await feed(gateway)).text).filter((event) => !isUnderway(event));
    expect(events.map(({ uid, summary }) => [uid, summary]).toSorted()).toEqual(
      nodes
        .map(({ __typename, id, title }) => [
          id,
          __typename === "FlinkMaintenanceWindow" ? `${title} (possible)` : title,
        ])
        .toSorted(),
    );
  });

  test("contains maintenance that is under way, also while its window is closed, besides the window's times", async () => {
    // Its window is closed at noon. The window of pricing-realtime, which is under way too, is open.
    const merge = { "payments-fraud": { ApplicationStatus: "MAINTENANCE" } };
    await gateway.flink.fault("*", { merge });
    const summaries = async (query: string) =>
      eventsIn((await feed(gateway, query)).text)
        .map(({ summary }) => summary)
        .filter((summary) => /^p[ar].*\(/.test(summary))
        .toSorted();
    const underway = ["payments-fraud (under way)", "pricing-realtime (under way)"];
    const possible = ["payments-fraud (possible)", "pricing-realtime (possible)"];
    expect(await summaries("?certainty=underway")).toEqual(underway);
    expect(await summaries("?certainty=underway&search=payments")).toEqual(["payments-fraud (under way)"]);
    expect(await summaries("?certainty=possible")).toEqual(possible);
    expect(await summaries("?certainty=declared")).toEqual([]);
    for (const query of ["", "?days=1", "?certainty=underway,possible"])
      expect(await summaries(query)).toEqual([...underway, ...possible].toSorted());
    expect(eventsIn((await feed(gateway, "?certainty=underway")).text).every(isUnderway)).toBe(true);
  });

  test("reads only the sources whose windows can have a wanted certainty", async () => {
    await feed(gateway, "?certainty=declared");
    expect(await gateway.flink.counts()).toEqual({});
    await gateway.datadog.reset();
    await feed(gateway, "?certainty=underway,possible");
    expect(await gateway.datadog.counts()).toEqual({});
    expect(await gateway.flink.counts()).not.toEqual({});
  });

  test("has a content type, a file name and private caching", async () => {
    const { headers } = await feed(gateway);
    expect(headers.get("content-type")).toBe("text/calendar; charset=utf-8");
    expect(headers.get("content-disposition")).toBe('inline; filename="calendar.ics"');
    expect(headers.get("cache-control")).toBe("no-cache");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("referrer-policy")).toBe("no-referrer");
  });

  test("is available in production", async () => {
    const production = await startTestGateway({ NODE_ENV: "production", SHUTDOWN_DELAY_MS: "0" });
    try {
      expect(await feed(production)).toMatchObject({ status: 200 });
    } finally {
      await production.stop();
    }
  });
});

test.each(["identity", "gzip"])("HEAD returns the headers of GET without a body: %s", async (coding) => {
  const headers = { "accept-encoding": coding };
  const whole = await feed(gateway, "?days=7", { headers });
  const head = await feed(gateway, "?days=7", { headers, method: "HEAD" });
  expect([head.status, head.text]).toEqual([200, ""]);
  expect(whole.headers.get("content-encoding")).toBe(coding === "gzip" ? "gzip" : null);
  for (const name of [
    "content-type",
    "content-encoding",
    "content-length",
    "content-disposition",
    "cache-control",
    "etag",
    "last-modified",
  ]) {
    expect(head.headers.get(name)).toBe(whole.headers.get(name));
  }
  const length = coding === "gzip" ? null : String(Buffer.byteLength(whole.text));
  expect(whole.headers.get("content-length")).toBe(length);
});

test("a compressed feed has the same entity tag as a plain one, and either is revalidated with it", async () => {
  const [plain, compressed] = [
    await feed(gateway, "", { headers: { "accept-encoding": "identity" } }),
    await feed(gateway, "", { headers: { "accept-encoding": "zstd, br;q=0.5" } }),
  ];
  expect(compressed.headers.get("content-encoding")).toBe("zstd");
  const etag = plain.headers.get("etag") ?? "";
  expect([compressed.text, compressed.headers.get("etag")]).toEqual([plain.text, etag]);
  const known = await feed(gateway, "", { headers: { "accept-encoding": "br", "if-none-match": etag } });
  expect([known.status, known.headers.get("content-encoding"), known.text]).toEqual([304, null, ""]);
});

describe("an invalid query string returns 400 without an upstream call", () => {
  const known = "must name one or more of aws-eu-central-1, aws-us-east-1, datadog";
  test.each<readonly [string, string]>([
    ["source=", `source ${known}`],
    ["source=datadog,", `source ${known}`],
    ["source=datadog&source=nowhere", `source ${known}`],
    ["source=DATADOG", `source ${known}`],
    ["provider=", "provider must name one or more of AWS_FLINK, DATADOG"],
    ["provider=AZURE", "provider must name one or more of AWS_FLINK, DATADOG"],
    ["certainty=", "certainty must name one or more of UNDERWAY, DECLARED, POSSIBLE"],
    ["certainty=declared,sure", "certainty must name one or more of UNDERWAY, DECLARED, POSSIBLE"],
    ["search=", "search must be a single string of 1 to 256 characters"],
    ["search=M%FCnchen", "it must be UTF-8 with percent-encoding, such as %C3%BC for ü and %25 for %"],
    ["search=a&search=b", "search must be a single string of 1 to 256 characters"],
    [`search=${"x".repeat(257)}`, "search must be a single string of 1 to 256 characters"],
    ...["", "0", "367", "1.5", "-1", "1e2", "%201", "seven", "7&days=7"].map(
      (days) => [`days=${days}`, "days must be a single whole number from 1 to 366"] as const,
    ),
    ...Object.entries({
      source: ["Source", "SOURCE", "sources", "sorce", "soruce", "source[]", "amp;source", "?source"],
      provider: ["Provider", "providers", "provder", "proivder"],
      certainty: ["Certainty", "certanty", "certaintys"],
      search: ["Search", "serch", "searc", "serach", "search_"],
      days: ["Days", "DAYS", "day", "dats", "dayss", "dyas"],
    }).flatMap(([meant, names]) =>
      names.map((name) => {
        const shown = /^\w+$/.test(name) ? name : "one with an unusual name";
        return [`${name}=1`, `${shown} is not a parameter of the calendar. Use ${meant}`] as const;
      }),
    ),
    ["application=orders", "application is not a parameter of the calendar. Use search"],
    ["certainties=DECLARED", "certainties is not a parameter of the calendar. Use certainty"],
    ["Application=orders", "Application is not a parameter of the calendar. Use search"],
    ["aplication=orders", "aplication is not a parameter of the calendar. Use search"],
    ["statuses=ACTIVE", "statuses is not a parameter of the calendar"],
    ["maxAge=5m", "maxAge is not a parameter of the calendar"],
  ])("%s", async (query, fault) => {
    expect(await refusal(`?${query}`)).toMatchObject({
      status: 400,
      code: "BAD_REQUEST",
      message: `Invalid calendar query: ${fault}.`,
    });
    expect([await gateway.datadog.counts(), await gateway.flink.counts()]).toEqual([{}, {}]);
  });

  test("no filter of the API or of the deploy gate is ignored", async () => {
    const { data } = await gateway.query(
      '{ __type(name: "MaintenanceWindowFilter") { inputFields { name } } }',
    );
    const { message: gateMessage } = (
      (await (await fetch(`${gateway.address}/gate?x=1`)).json()) as { errors: { message: string }[] }
    ).errors[0] ?? { message: "" };
    const gateParameters = /one of the parameters (.*)\.$/.exec(gateMessage)?.[1]?.split(", ") ?? [];
    const names = [...data.__type.inputFields.map(({ name }: { name: string }) => name), ...gateParameters];
    expect(names).toEqual(expect.arrayContaining(["statuses", "certainties", "lasting", "application"]));
    for (const name of names) expect([name, (await feed(gateway, `?${name}=`)).status]).toEqual([name, 400]);
  });

  test("reports all errors at once and quotes no values", async () => {
    const { message, text } = await refusal(
      "?source=secret-1&provider=secret-2&search=&days=secret-3&serch=secret-4",
    );
    expect(message).toBe(
      `Invalid calendar query: source ${known}; provider must name one or more of AWS_FLINK, DATADOG; search must be a single string of 1 to 256 characters; days must be a single whole number from 1 to 366; serch is not a parameter of the calendar. Use search.`,
    );
    expect(text).not.toContain("secret");
  });

  test("does not quote a malformed URL", async () => {
    const { status, text } = await refusal("%zz?token=secret");
    expect(status).toBe(400);
    expect(text).not.toContain("secret");
  });

  test("stops writing a feed when its client no longer waits", async () => {
    await gateway.datadog.seed({ windows: 5_000 });
    await feed(gateway, "?days=1");
    // The first time, this feed takes several times as long.
    const { status, headers, text } = await feed(gateway, "", { headers: { "x-request-timeout-ms": "60" } });
    expect(status).toBe(503);
    expect(headers.get("retry-after")).toBe("60");
    expect(["DEADLINE_EXCEEDED", "SOURCE_FAILED"]).toContain(JSON.parse(text).errors[0].extensions.code);
    expect((await feed(gateway)).status).toBe(200);
  });

  test.each([1, 2, 5, 10, 20])(
    "never fails with an internal error if its client waits only %i ms",
    async (ms) => {
      const { status } = await feed(gateway, "", { headers: { "x-request-timeout-ms": String(ms) } });
      expect([200, 503]).toContain(status);
      expect(gateway.logs.filter(({ msg }) => msg === "unexpected error")).toEqual([]);
    },
  );

  test("rejects an invalid x-request-timeout-ms header", async () => {
    const { status } = await feed(gateway, "", { headers: { "x-request-timeout-ms": "soon" } });
    expect(status).toBe(400);
  });
});

describe("a parameter that the calendar does not know", () => {
  test.each([
    "?",
    "?&",
    "?=",
    "?=x",
    "?days=7&",
    "?&days=7",
    "?token=x",
    "?token=x&token=y",
    "?fbclid=x",
    "?utm_source=mail&utm_medium=email",
    "?_=1764500000",
    "?cacheBuster=1",
    "?color=red",
    "?constructor=1",
    "?__proto__=1",
    "?%0d%0a=1",
    `?${"x".repeat(32)}=1`,
  ])("does not change the feed: %s", async (query) => {
    const { status, text } = await feed(gateway, query);
    expect(status).toBe(200);
    expect(text).toBe((await feed(gateway, query.includes("days=7") ? "?days=7" : "")).text);
  });
});

describe("failed sources", () => {
  test("cause a 503, and ?source= leaves them out", async () => {
    await gateway.datadog.fault("*", { status: 503 });
    const { status, headers, code, message } = await refusal("");
    expect({
      status,
      code,
      retryAfter: headers.get("retry-after"),
      cache: headers.get("cache-control"),
    }).toEqual({
      status: 503,
      code: "SOURCE_FAILED",
      retryAfter: "60",
      cache: "no-store",
    });
    expect(message).toBe(
      "The gateway cannot read these sources now: datadog. A calendar without them would look complete, so none is returned. Retry in a minute. To leave them out, use ?source=aws-eu-central-1,aws-us-east-1.",
    );
    expect(gateway.logs.at(-1)).toMatchObject({
      msg: "calendar feed",
      windows: null,
      failedSources: ["datadog"],
    });
    const others = await feed(gateway, "?source=aws-eu-central-1,aws-us-east-1");
    expect(others.status).toBe(200);
    expect(eventsIn(others.text).length).toBeGreaterThan(5);
    const alone = await refusal("?source=datadog");
    expect(alone.status).toBe(503);
    expect(alone.message).toMatch(/Retry in a minute\.$/);
  });

  test("cause a 503 for HEAD", async () => {
    await gateway.datadog.fault("*", { status: 503 });
    const { status, headers, text } = await feed(gateway, "", { method: "HEAD" });
    expect([status, headers.get("retry-after"), text]).toEqual([503, "60", ""]);
  });

  test("include a source that is slower than the client's timeout", async () => {
    const slow = await startTestGateway();
    try {
      await slow.datadog.fault("ListMaintenanceWindows", { latencyMs: 600 });
      const { status } = await feed(slow, "", { headers: { "x-request-timeout-ms": "300" } });
      expect(status).toBe(503);
    } finally {
      await slow.stop();
    }
  });

  test("are served from the cache while stale data is allowed", async () => {
    const clock = movableClock();
    const remembering = await startTestGateway(
      { INVENTORY_MAX_AGE_SECONDS: "90", INVENTORY_STALE_IF_ERROR_SECONDS: "600" },
      clock.now,
    );
    try {
      const before = await feed(remembering, "?source=datadog");
      expect(before.headers.get("cache-control")).toBe("private, max-age=60");
      await remembering.datadog.fault("*", { status: 503 });
      clock.passSeconds(300);
      const stale = await feed(remembering, "?source=datadog");
      expect([stale.status, stale.headers.get("cache-control")]).toEqual([200, "no-cache"]);
      expect(eventsIn(stale.text).map(({ uid }) => uid)).toEqual(eventsIn(before.text).map(({ uid }) => uid));
      clock.passSeconds(600);
      expect(await feed(remembering, "?source=datadog")).toMatchObject({ status: 503 });
    } finally {
      await remembering.stop();
    }
  });
});

test("max-age ends when a source is no longer fresh or a window opens or closes", async () => {
  // Fifty seconds before seeded windows close.
  const clock = movableClock(new Date("2026-11-22T13:59:10Z"));
  const remembering = await startTestGateway({ INVENTORY_MAX_AGE_SECONDS: "45" }, clock.now);
  try {
    const kept = async () => (await feed(remembering)).headers.get("cache-control");
    expect(await kept()).toBe("private, max-age=45");
    clock.passSeconds(20);
    expect(await kept()).toBe("private, max-age=25");
    clock.passSeconds(25);
    expect(await kept()).toBe("private, max-age=5");
  } finally {
    await remembering.stop();
  }
});

test("each feed request is logged in one line without its parameters", async () => {
  const { headers } = await feed(gateway, "?search=orders&days=7", {
    headers: { "x-request-id": "feed-1" },
  });
  expect(headers.get("x-request-id")).toBe("feed-1");
  const lines = gateway.logs.filter(({ requestId }) => requestId === "feed-1");
  expect(lines).toEqual([
    {
      level: 30,
      time: expect.any(Number),
      pid: expect.any(Number),
      hostname: expect.any(String),
      requestId: "feed-1",
      msg: "calendar feed",
      viewer: null,
      authenticatedBy: "AUTHENTICATION",
      windows: 2,
      durationMs: expect.any(Number),
      upstreamCalls: expect.any(Number),
    },
  ]);
  expect(lines[0]?.upstreamCalls).toBeGreaterThan(2);
});

test("upstream calls carry the id of the request", async () => {
  await feed(gateway, "?source=datadog", { headers: { "x-request-id": "feed-2" } });
  expect(await gateway.datadog.traces("ListMaintenanceWindows")).toEqual([{ "x-request-id": "feed-2" }]);
});

test("a shutdown waits for a feed in progress", async () => {
  const stopping = await startTestGateway();
  await stopping.datadog.fault("ListMaintenanceWindows", { latencyMs: 500 });
  const begun = feed(stopping);
  await expect
    .poll(async () => (await stopping.datadog.underWay()).ListMaintenanceWindows ?? 0, { timeout: 5_000 })
    .toBe(1);
  await stopping.stop();
  expect(await begun).toMatchObject({ status: 200 });
});

test("other requests are served between two feeds", async () => {
  await gateway.datadog.seed({ windows: 1500 });
  const answered: string[] = [];
  const feeds = Array.from({ length: 8 }, async () => {
    expect((await feed(gateway)).status).toBe(200);
    answered.push("feed");
  });
  await expect.poll(() => answered.length, { timeout: 20_000, interval: 1 }).toBeGreaterThan(0);
  await fetch(`${gateway.address}/livez`);
  answered.push("probe");
  await Promise.all(feeds);
  expect(answered.at(-1)).toBe("feed");
});
