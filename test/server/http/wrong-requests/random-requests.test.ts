import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { TestGateway } from "../../../support/gateway.js";
import { exchange } from "../../../support/raw-http.js";
import { requestOf, startWatchedGateway } from "./wrong-request.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startWatchedGateway({ INVENTORY_MAX_AGE_SECONDS: "3600", CALENDAR_TOKEN: "c".repeat(40) });
});
afterAll(() => gateway.stop());

const documents = [
  "{ __typename }",
  "query A($a: Int = 1) { maintenanceWindows(first: $a) { totalCount nodes { __typename } } }",
  'query B { maintenanceWindow(id: "flink:x") { __typename } } subscription S { x }',
  "query ($all: [_Any!]!) { _entities(representations: $all) { __typename } }",
  'mutation { deleteDatadogMaintenanceWindow(input: { id: "x" }) { __typename } }',
];

/** Any text, and a document with a part replaced by it. */
const anyText = fc.oneof(fc.string({ unit: "binary" }), fc.string({ unit: "grapheme-ascii" }));
const anyDocument = fc
  .record({
    document: fc.constantFrom(...documents),
    start: fc.nat(150),
    length: fc.nat(10),
    text: fc.oneof(fc.constant(""), anyText, fc.constantFrom("{", "}", "$a", "@skip", '"', "...", "null")),
  })
  .map(
    ({ document, start, length, text }) => document.slice(0, start) + text + document.slice(start + length),
  );

const anyMember = fc.oneof(
  fc.jsonValue(),
  anyText,
  anyDocument,
  fc.record(
    {
      persistedQuery: fc.oneof(
        fc.jsonValue(),
        fc.record({ version: fc.jsonValue(), sha256Hash: fc.jsonValue() }),
      ),
    },
    { requiredKeys: [] },
  ),
  fc.dictionary(fc.constantFrom("a", "all", "__proto__", "constructor"), fc.jsonValue()),
);
const members = ["query", "variables", "extensions", "operationName", "id", "documentId", "doc_id"];
const anyMembers = fc
  .tuple(fc.option(anyDocument), fc.dictionary(fc.constantFrom(...members), anyMember))
  .map(([query, others]) => (query === null ? others : { query, ...others }));

/** Any bytes, any JSON, and the JSON of a request, complete or cut off. */
const anyBody = fc.oneof(
  fc.uint8Array({ maxLength: 300 }).map((bytes) => Buffer.from(bytes)),
  fc.json().map((text) => Buffer.from(text)),
  anyMembers.map((value) => Buffer.from(JSON.stringify(value))),
  fc
    .tuple(anyMembers, fc.nat(400))
    .map(([value, end]) => Buffer.from(JSON.stringify(value)).subarray(0, end)),
);

const anySearch = fc.oneof(
  anyText.map(encodeURIComponentSafely),
  fc.string({ unit: fc.constantFrom(..."%&=+;?/#{}[]\"'a0") }),
  anyMembers.map((value) =>
    new URLSearchParams(
      Object.entries(value).map(([name, member]) => [
        name,
        typeof member === "string" ? member : JSON.stringify(member),
      ]),
    ).toString(),
  ),
);

function encodeURIComponentSafely(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}

const headerNames = [
  "accept",
  "accept-encoding",
  "access-control-request-method",
  "apollo-federation-include-trace",
  "apollographql-client-name",
  "authorization",
  "content-encoding",
  "content-type",
  "cookie",
  "expect",
  "host",
  "if-modified-since",
  "if-none-match",
  "origin",
  "traceparent",
  "tracestate",
  "transfer-encoding",
  "upgrade",
  "x-apollo-operation-name",
  "x-forwarded-for",
  "x-forwarded-host",
  "x-request-id",
  "x-request-timeout-ms",
];
const anyHeaders = fc.array(
  fc
    .tuple(
      fc.oneof(fc.constantFrom(...headerNames), fc.string({ unit: fc.constantFrom(..."abx-_ :\u0000") })),
      fc.oneof(
        fc.string({ unit: fc.integer({ min: 0, max: 255 }).map((code) => String.fromCharCode(code)) }),
        fc.constantFrom(
          "*/*;q=0",
          "text/html",
          "application/json",
          "application/json; charset=x",
          "1",
          "null",
        ),
      ),
    )
    .map(([name, value]) => `${name}: ${value.replaceAll(/[\r\n]/g, "")}`),
  { maxLength: 4 },
);

const anyRequest = fc
  .record({
    method: fc.oneof(
      { weight: 6, arbitrary: fc.constantFrom("GET", "POST") },
      fc.constantFrom(
        "HEAD",
        "PUT",
        "PATCH",
        "DELETE",
        "OPTIONS",
        "TRACE",
        "CONNECT",
        "PROPFIND",
        "QUERY",
        "x",
      ),
    ),
    path: fc.oneof(
      { weight: 6, arbitrary: fc.constant("/graphql") },
      fc.constantFrom(
        "/gate",
        "/calendar.ics",
        "/refresh",
        "/livez",
        "/readyz",
        "/",
        "/nope",
        "//",
        "http://a/graphql",
      ),
    ),
    search: fc.option(anySearch),
    type: fc.constantFrom("content-type: application/json", "apollo-require-preflight: 1"),
    negotiation: fc.oneof(
      { weight: 6, arbitrary: fc.constant([]) },
      fc.constantFrom(["accept: */*;q=0"], ["accept: text/html"], ["accept: image/png, text/plain;q=0.5"]),
      fc.constantFrom(["content-encoding: x"], ["content-encoding: gzip"]),
    ),
    headers: fc.oneof(fc.constant([]), anyHeaders),
    body: fc.option(anyBody),
  })
  .map(({ method, path, search, type, negotiation, headers, body }) => {
    const target = search === null ? path : `${path}?${search}`;
    const length = body === null && method !== "POST" ? [] : [`content-length: ${body?.length ?? 0}`];
    const lines = [
      `${method} ${target} HTTP/1.1`,
      "host: localhost",
      type,
      ...negotiation,
      ...headers,
      ...length,
    ];
    return requestOf(lines, body ?? "");
  });

test("no request of a client is answered with an internal error, or logged as one", async () => {
  const statuses = new Set<string>();
  await fc.assert(
    fc.asyncProperty(anyRequest, async (request) => {
      const lineCount = gateway.logs.length;
      const text = await exchange(gateway.address, request);
      for (const [, status = ""] of text.matchAll(/^HTTP\/1\.1 (\d+)/gm)) statuses.add(status);
      expect(text).toMatch(/^HTTP\/1\.1 [1-4]\d\d /);
      expect(text).not.toMatch(/HTTP\/1\.1 5|INTERNAL_SERVER_ERROR/);
      expect(gateway.logs.slice(lineCount).filter(({ level }) => Number(level) >= 40)).toEqual([]);
    }),
    { numRuns: 1_000 },
  );
  // The requests reach every step: each of these statuses comes about 25 times or more.
  expect([...statuses]).toEqual(expect.arrayContaining(["200", "400", "404", "405", "406", "415"]));
  const metrics = await (await fetch(`${gateway.metricsAddress}/metrics`)).text();
  expect(metrics).not.toContain("INTERNAL_SERVER_ERROR");
});
