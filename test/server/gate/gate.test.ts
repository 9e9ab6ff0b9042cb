import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { TestGateway } from "../../support/gateway.js";
import { now, startTestGateway } from "../../support/gateway.js";
import { arnOf, datadogId, mutate } from "../../support/mutations.js";
import type { Issuer } from "../../support/tokens.js";
import { bearer, createIssuer } from "../../support/tokens.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startTestGateway();
});
afterAll(() => gateway.stop());
beforeEach(() => Promise.all([gateway.flink.reset(), gateway.datadog.reset()]));

async function gate(query = "", init: RequestInit = {}, of = gateway) {
  const response = await fetch(`${of.address}/gate${query}`, init);
  const text = await response.text();
  const { status, headers } = response;
  const body = text.startsWith("{") ? JSON.parse(text) : null;
  return { status, headers, text, body, retryAfter: headers.get("retry-after") };
}

const textOf = async (query: string) => (await gate(query, { headers: { accept: "text/plain" } })).text;
/** An application whose window is closed at noon. */
const closed = "payments-fraud";
const underway = { merge: { [closed]: { ApplicationStatus: "MAINTENANCE" } } };

describe("a verdict", () => {
  test("CLEAR is 200", async () => {
    const { status, headers, body, retryAfter } = await gate(`?application=${closed}`);
    expect([status, retryAfter, headers.get("cache-control"), headers.get("content-type")]).toEqual([
      200,
      null,
      "no-store",
      "application/json; charset=utf-8",
    ]);
    expect(body).toEqual({
      verdict: "CLEAR",
      summary: "Clear.",
      until: null,
      opensAt: null,
      nextChangeAt: null,
      reasons: [],
      reasonCount: 0,
      missing: [],
      uncountedCount: 0,
    });
  });

  test("IN_MAINTENANCE is 409, with the time until it is clear", async () => {
    const { status, headers, body, retryAfter } = await gate("?search=orders");
    expect([status, retryAfter, headers.get("cache-control")]).toEqual([409, "7200", "no-store"]);
    expect(body).toEqual({
      verdict: "IN_MAINTENANCE",
      summary: "In maintenance until 2026-11-22T14:00:00Z: Orders database upgrade (datadog).",
      until: "2026-11-22T14:00:00.000Z",
      opensAt: null,
      nextChangeAt: "2026-11-22T14:00:00.000Z",
      reasons: [
        {
          certainty: "DECLARED",
          title: "Orders database upgrade",
          id: datadogId(2),
          source: "datadog",
          link: null,
          startsAt: "2026-11-22T11:00:00.000Z",
          endsAt: "2026-11-22T14:00:00.000Z",
        },
      ],
      reasonCount: 1,
      missing: [],
      uncountedCount: 1,
    });
  });

  test("of maintenance that is under way has no known end, and asks for a retry soon", async () => {
    await gateway.flink.fault("*", underway);
    const { status, body, retryAfter } = await gate(`?application=${closed}`);
    expect([status, retryAfter]).toEqual([409, "15"]);
    expect(body).toMatchObject({
      until: null,
      summary: "In maintenance with no known end: payments-fraud (aws-eu-central-1).",
      reasons: [
        {
          certainty: "UNDERWAY",
          // An emulator's window is in no console.
          link: null,
          startsAt: null,
          endsAt: null,
        },
      ],
    });
  });

  test("UNKNOWN is 503, and names what is missing", async () => {
    await gateway.datadog.fault("*", { status: 503 });
    const { status, body, retryAfter } = await gate("?provider=datadog");
    expect([status, retryAfter]).toEqual([503, "15"]);
    const message = expect.stringMatching(/^The source datadog could not be read\./);
    expect(body).toMatchObject({
      verdict: "UNKNOWN",
      summary: expect.stringMatching(/^Unknown: The source datadog could not be read\./),
      until: null,
      reasons: [],
      missing: [{ kind: "SOURCE_FAILED", source: "datadog", message }],
    });
  });

  test("asks for a retry while a status is not understood, because the next one can be", async () => {
    await gateway.flink.fault("*", { merge: { [closed]: { ApplicationStatus: "A_NEW_STATUS" } } });
    expect(await gate(`?application=${closed}`)).toMatchObject({
      status: 503,
      retryAfter: "15",
      body: { missing: [{ kind: "STATUS_UNKNOWN", source: null }] },
    });
  });

  test("asks for a retry when a provider that throttles accepts calls again", async () => {
    await gateway.datadog.fault("*", { status: 429, headers: { "x-ratelimit-reset": "90" } });
    expect(await gate("?provider=datadog")).toMatchObject({ status: 503, retryAfter: "90" });
  });

  test.each(["?source=nowhere", "?application=ordrs", "?provider=datadog&certainty=possible"])(
    "UNKNOWN asks for no retry if the same request cannot succeed: %s",
    async (query) => {
      expect(await gate(query)).toMatchObject({ status: 503, retryAfter: null });
    },
  );
});

describe("the one-line text", () => {
  const window = (name: string, startsAt: string, endsAt: string) =>
    mutate(gateway, "createDatadogMaintenanceWindow", { name, query: "service:line", startsAt, endsAt });
  const day = "2026-11-22T";

  test("says until when it is clear, when maintenance starts and ends, and in which windows", async () => {
    await window("Later", `${day}12:30:00Z`, `${day}13:00:00Z`);
    expect(await textOf("?search=service:line")).toBe("Clear until 2026-11-22T12:30:00Z.\n");
    expect(await textOf("?search=service:line&lasting=20m")).toBe("Clear until 2026-11-22T12:10:00Z.\n");
    expect(await textOf("?search=service:line&lasting=30m")).toBe(
      "In maintenance from 2026-11-22T12:30:00Z until 2026-11-22T13:00:00Z: Later (datadog).\n",
    );
    for (const name of ["A", "B", "C"]) await window(name, `${day}12:31:00Z`, `${day}13:10:00Z`);
    expect(await textOf("?search=service:line&lasting=40m")).toMatch(
      /until 2026-11-22T13:10:00Z: Later \(datadog\), [ABC] \(datadog\), [ABC] \(datadog\) and 1 more\.\n$/,
    );
  });

  test("stays one short line, whatever the title of a window is", async () => {
    const name = `::error::\u001b[31m\r\n\u2028${"é".repeat(200)}`;
    const uuid = datadogId(2).split(":")[2] ?? "";
    await gateway.datadog.fault("*", { merge: { [uuid]: { attributes: { name } } } });
    const text = await textOf("?search=service:orders");
    expect(text).toMatch(/^In maintenance until \S+: ::error:: \[31m é{60,80}… \(datadog\)\.\n$/);
  });

  test.each([
    ["text/plain", "text/plain; charset=utf-8"],
    ["text/plain;q=0.9, */*;q=0.1", "text/plain; charset=utf-8"],
    ["application/json;q=0.5, text/plain", "text/plain; charset=utf-8"],
    ["text/plain;q=0.5, application/json", "application/json; charset=utf-8"],
    ["text/plain;q=0, */*", "application/json; charset=utf-8"],
    ["application/json, text/plain, */*", "application/json; charset=utf-8"],
    ["*/*", "application/json; charset=utf-8"],
    ["text/html", "application/json; charset=utf-8"],
  ])("accept: %s gives %s", async (accept, type) => {
    const { headers } = await gate("?search=orders", { headers: { accept } });
    expect(headers.get("content-type")).toBe(type);
  });
});

describe("parameters", () => {
  test.each([
    ["source=aws-us-east-1,datadog", ["aws-us-east-1", "datadog"]],
    ["source=aws-us-east-1&source=datadog", ["aws-us-east-1", "datadog"]],
    ["provider=aws_flink", ["aws-eu-central-1", "aws-us-east-1"]],
    ["provider=Datadog", ["datadog"]],
    [`application=${arnOf("orders-enrichment")}`, ["aws-eu-central-1", "aws-us-east-1"]],
    ["", ["aws-eu-central-1", "aws-us-east-1", "datadog"]],
  ])("%s reads only %s", async (query, sources) => {
    await gate(`?${query}`);
    const [flink, datadog] = [await gateway.flink.counts(), await gateway.datadog.counts()];
    expect([flink.ListApplications ?? 0, datadog.ListMaintenanceWindows ?? 0]).toEqual([
      sources.filter((id) => id.startsWith("aws")).length,
      sources.includes("datadog") ? 1 : 0,
    ]);
  });

  test.each([
    ["possible", 409],
    ["POSSIBLE,Declared", 409],
    ["declared&certainty=possible", 409],
    ["declared", 200],
    ["underway", 200],
  ])("certainty=%s decides what counts: %s", async (certainty, status) => {
    expect(await gate(`?application=orders-enrichment&certainty=underway,${certainty}`)).toMatchObject({
      status,
    });
  });

  test.each([
    ["30m", 409],
    ["29m59s", 200],
    ["0h30m", 409],
    ["1800s", 409],
    ["1d", 409],
    ["1d2h", 409],
    ["0s", 200],
    ["PT30M", 409],
    ["PT29M", 200],
    ["P1D", 409],
  ])("lasting=%s is a duration: %s", async (lasting, status) => {
    const at = (minutes: number) => new Date(now.getTime() + minutes * 60_000).toISOString();
    const times = { startsAt: at(30), endsAt: at(60) };
    await mutate(gateway, "createDatadogMaintenanceWindow", {
      name: "Soon",
      query: "service:soon",
      ...times,
    });
    expect(await gate(`?search=service:soon&lasting=${lasting}`)).toMatchObject({ status });
  });

  const durationRule =
    "must be a single duration: days, hours, minutes and seconds such as 45m or 1h30m, or ISO 8601 such as PT45M";
  test.each([
    ["lasting=45", `lasting ${durationRule}`],
    ["lasting=m45", `lasting ${durationRule}`],
    ["lasting=", `lasting ${durationRule}`],
    ["lasting=-5m", `lasting ${durationRule}`],
    ["lasting=30m1h", `lasting ${durationRule}`],
    ["lasting=1.5h", `lasting ${durationRule}`],
    ["lasting=P", `lasting ${durationRule}`],
    ["maxAge=5m&maxAge=6m", `maxAge ${durationRule}`],
    ["provider=gcp", "provider must name one or more of AWS_FLINK, DATADOG"],
    ["certainty=certain", "certainty must name one or more of UNDERWAY, DECLARED, POSSIBLE"],
    ["search=", "search must be a single string of 1 to 256 characters"],
    [
      `search=${Array.from({ length: 33 }, (_, index) => index).join("+")}`,
      "search must have at most 32 different words and phrases",
    ],
    [
      "sources=datadog",
      "sources is not one of the parameters source, provider, application, search, certainty, lasting, maxAge",
    ],
    ["__proto__=1", "__proto__ is not one of the parameters source"],
    ["constructor=1", "constructor is not one of the parameters source"],
    ["search=M%FCnchen", "it must be UTF-8 with percent-encoding"],
    ["search=100%", "it must be UTF-8 with percent-encoding"],
    [`${"x".repeat(40)}=1`, "one with an unusual name is not one of the parameters source"],
  ])("%s returns 400 without a call", async (query, message) => {
    const { status, body, text } = await gate(`?${query}`);
    expect([status, body.errors[0].extensions.code]).toEqual([400, "BAD_REQUEST"]);
    expect(text).toContain(`Invalid gate query: ${message}`);
    expect([await gateway.flink.counts(), await gateway.datadog.counts()]).toEqual([{}, {}]);
  });

  test.each([
    ["lasting=32d", "`lasting` must be at most 31 days."],
    ["maxAge=0s", "`maxAge` must be at least one second."],
  ])("%s returns 400", async (query, message) => {
    const { status, text } = await gate(`?${query}`);
    expect(status).toBe(400);
    expect(text).toContain(message);
  });
});

test("HEAD returns the status and the headers of GET without a body", async () => {
  const [head, get] = await Promise.all(["HEAD", "GET"].map((method) => gate("?search=orders", { method })));
  expect([head?.status, head?.retryAfter, head?.text]).toEqual([409, get?.retryAfter, ""]);
  expect(head?.headers.get("content-length")).toBe(get?.headers.get("content-length"));
});

test("each request is logged in one line without its parameters", async () => {
  await gateway.datadog.fault("*", { status: 503 });
  const before = gateway.logs.length;
  const { headers } = await gate("?search=secret-project&provider=datadog");
  const lines = gateway.logs.slice(before).filter(({ msg }) => msg === "gate");
  expect(lines).toEqual([
    expect.objectContaining({
      requestId: headers.get("x-request-id"),
      viewer: null,
      verdict: "UNKNOWN",
      reasons: 0,
      missing: [{ kind: "SOURCE_FAILED", source: "datadog" }],
      upstreamCalls: 1,
    }),
  ]);
  expect(JSON.stringify(lines)).not.toContain("secret-project");
});

test("a source that is slower than the client waits makes the verdict UNKNOWN in time", async () => {
  const slow = await startTestGateway({ REQUEST_TIMEOUT_MS: "60000", UPSTREAM_TIMEOUT_MS: "60000" });
  try {
    await slow.datadog.fault("*", { hang: true });
    const headers = { "x-request-timeout-ms": "400" };
    const { status, body } = await gate("?provider=datadog", { headers }, slow);
    expect([status, body.missing[0].kind]).toEqual([503, "SOURCE_FAILED"]);
    expect(body.missing[0].message).toContain("did not respond in time");
  } finally {
    await slow.stop();
  }
}, 10_000);

describe("with authentication", () => {
  let issuer: Issuer;
  let guarded: TestGateway;
  beforeAll(async () => {
    issuer = await createIssuer();
    guarded = await startTestGateway(issuer.environment);
  });
  afterAll(() => guarded.stop());
  const as = async (scope: string, query: string) =>
    gate(query, { headers: bearer(await issuer.token({ scope }, now)) }, guarded);

  test.each([
    ["no token", {}],
    ["another scheme", { authorization: "Basic abc" }],
    ["a wrong token", bearer("wrong")],
    ["a browser without a token", { accept: "text/html" }],
  ])("%s is 401, and no verdict", async (_name, headers) => {
    const { status, body } = await gate("", { headers: headers as Record<string, string> }, guarded);
    expect([status, body.errors[0].extensions.code]).toEqual([401, "UNAUTHENTICATED"]);
  });

  test("a caller without a scope of the gateway gets 403", async () => {
    const { status, body } = await as("other:scope", "");
    expect([status, body.errors[0].extensions.code]).toEqual([403, "PERMISSION_DENIED"]);
  });

  test("a source that the caller names but cannot read makes the verdict UNKNOWN, as if it did not exist", async () => {
    const some = "maintenance:read:aws-us-east-1";
    expect(await as(some, "?source=aws-us-east-1")).toMatchObject({ status: 200 });
    const hidden = await as(some, "?source=aws-us-east-1,datadog");
    const unknown = await as(some, "?source=aws-us-east-1,nowhere");
    expect(hidden).toMatchObject({ status: 503, body: { missing: [{ kind: "SOURCE_NOT_FOUND" }] } });
    expect(hidden.text.replaceAll("datadog", "nowhere")).toBe(unknown.text);
  });

  test("a caller that can read no source gets UNKNOWN", async () => {
    expect(await as("maintenance:read:nowhere", "")).toMatchObject({
      status: 503,
      body: { verdict: "UNKNOWN", missing: [{ kind: "NO_SOURCE" }] },
    });
  });

  test("a caller sees only the windows of its sources", async () => {
    const { text } = await as("maintenance:read:aws-us-east-1", "");
    expect(text).not.toMatch(/datadog|pricing-realtime/);
  });
});
