import { afterAll, beforeAll, describe, test } from "vitest";
import type { TestGateway } from "../../../support/gateway.js";
import type { WrongRequest } from "./wrong-request.js";
import {
  expectRefusal,
  get,
  getMembers,
  json,
  noPreflight,
  post,
  postJson,
  requestOf,
  startWatchedGateway,
} from "./wrong-request.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startWatchedGateway({ CALENDAR_TOKEN: "c".repeat(40) });
});
afterAll(() => gateway.stop());

const query = "{ __typename }";
const bad = { status: 400, code: "BAD_REQUEST" } as const;
const unsupported = { status: 415, code: "BAD_REQUEST" } as const;
const every = (rows: readonly WrongRequest[]) => rows.map((row) => [row.name, row] as const);

describe("a body that is wrong:", () => {
  const nested = (opening: string, closing: string) => `${opening.repeat(20_000)}1${closing.repeat(20_000)}`;
  const texts = [
    "",
    " ",
    "{",
    "}",
    '{"query":',
    `{"query":"${query}"}x`,
    `{"query":"${query}`,
    "null",
    "1",
    '"x"',
    "true",
    "{}",
    "[]",
    "[null]",
    `[{"query":"${query}"}]`,
    `{"__proto__":{},"query":"${query}"}`,
    `{"constructor":{"prototype":{}},"query":"${query}"}`,
    `{"query":"${query}","variables":{"__proto__":{"x":1}}}`,
    `{"query":"${query}","extensions":{"a":{"__proto__":null}}}`,
    "\u0000",
    "\u00e4",
    nested("[", "]"),
    nested('{"query":', "}"),
  ];
  const invalidUtf8 = Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d]);
  const utf16 = Buffer.from(JSON.stringify({ query }), "utf16le");
  const rows: readonly WrongRequest[] = [
    ...texts.map((text) => ({ ...bad, name: JSON.stringify(text.slice(0, 60)), request: post(text) })),
    { ...bad, name: "invalid UTF-8", request: post(invalidUtf8) },
    { ...bad, name: "UTF-16", request: post(utf16, ["content-type: application/json; charset=utf-16le"]) },
    {
      ...bad,
      name: "too many values",
      status: 413,
      request: postJson({ query, variables: { x: Array(100_000).fill(0) } }),
    },
  ];
  test.each(every(rows))("%s", (_name, row) => expectRefusal(gateway, row));

  test("too many bytes, which are not read", () =>
    expectRefusal(gateway, {
      ...bad,
      name: "",
      status: 413,
      request: requestOf(["POST /graphql HTTP/1.1", "host: localhost", json, "content-length: 9999999"]),
    }));
});

describe("a member of the wrong type:", () => {
  const values: readonly unknown[] = [true, 0, 1.5, "", "x", [], [{}], {}];
  const operation = { ...bad, metric: "operation" } as const;
  const isRecord = (value: unknown) => typeof value === "object" && !Array.isArray(value);
  const rows = [
    ...values
      .filter((value) => typeof value !== "string")
      .map((value) => ({ ...(value ? bad : operation), member: "query", value, others: {} })),
    ...values
      .filter((value) => typeof value !== "string")
      .map((value) => ({ ...bad, member: "operationName", value, others: { query } })),
    ...["variables", "extensions"].flatMap((member) =>
      values
        .filter((value) => !isRecord(value))
        .map((value) => ({ ...bad, member, value, others: { query } })),
    ),
    // No operation at all.
    ...["", null].map((value) => ({ ...operation, member: "query", value, others: {} })),
    ...["id", "documentId", "doc_id"].map((member) => ({ ...operation, member, value: 5, others: {} })),
  ].map(({ member, value, others, ...row }) => ({
    ...row,
    name: `${member}: ${JSON.stringify(value)}`,
    request: postJson({ ...others, [member]: value }),
  }));
  test.each(every(rows))("%s", (_name, row) => expectRefusal(gateway, row));
});

describe("a URL that is wrong:", () => {
  const typename = encodeURIComponent(query);
  const searches = [
    `query=${typename}&query=${typename}`,
    ...["x", "[]", "null", "1", '"x"', "%", "%ff"].map((value) => `query=${typename}&variables=${value}`),
    ...["x", "[]", "null", "1", "{}&extensions={}"].map((value) => `query=${typename}&extensions=${value}`),
    `query=${typename}&operationName=A&operationName=B`,
  ];
  const operation = { code: "GRAPHQL_PARSE_FAILED", status: 200, metric: "operation" } as const;
  const rows: readonly WrongRequest[] = [
    ...searches.map((search) => ({ ...bad, name: search, request: get(search) })),
    ...["", "&&", "=", "query", "query=", "a=b"].map((search) => ({
      ...bad,
      metric: "operation" as const,
      name: JSON.stringify(search),
      request: get(search),
    })),
    ...["%", "%zz", "%ff", "%00"].map((text) => ({
      ...operation,
      name: `query=${text}`,
      request: get(`query=${text}`),
    })),
    ...["/graphql%", "/%zz?token=secret", "http://", "http://[", "https://x:y/graphql"].map((target) => ({
      ...bad,
      name: target,
      request: requestOf([`GET ${target} HTTP/1.1`, "host: localhost"]),
    })),
    ...["/nope", "/graphql/", "//graphql", "/GRAPHQL", "/graphql%2f", "/__proto__", "ftp://x"].map(
      (target) => ({
        name: target,
        status: 404,
        code: "NOT_FOUND",
        request: requestOf([`GET ${target} HTTP/1.1`, "host: localhost"]),
      }),
    ),
  ];
  test.each(every(rows))("%s", (_name, row) => expectRefusal(gateway, row));
});

describe("a header that is wrong:", () => {
  const body = JSON.stringify({ query });
  const withHeaders = (...headers: string[]) => post(body, [json, ...headers]);
  const withHost = (...lines: string[]) =>
    requestOf(["POST /graphql HTTP/1.1", ...lines, json, `content-length: ${body.length}`], body);
  const types = [
    "application/x-www-form-urlencoded",
    "multipart/form-data",
    "application/graphql",
    "x",
    "",
    "*/*",
  ];
  const forbidden = { status: 403, code: "PERMISSION_DENIED", log: ["30 request refused"] };
  const rows: readonly WrongRequest[] = [
    ...["x", "-1", "0", "1e3", "", "1, 2"].map((value) => ({
      ...bad,
      name: `x-request-timeout-ms: ${value}`,
      request: withHeaders(`x-request-timeout-ms: ${value}`),
    })),
    ...types.map((type) => ({
      ...unsupported,
      name: `content-type: ${type}`,
      request: post(body, [`content-type: ${type}`]),
    })),
    { ...unsupported, name: "no content type", request: post(body, []) },
    { ...bad, name: "content-type: text/plain", request: post(body, ["content-type: text/plain"]) },
    {
      ...unsupported,
      name: "HTML by GET",
      request: get("query={a}", [noPreflight, "content-type: text/html"]),
    },
    { ...bad, name: "GET as a web page can send it", request: get("query={a}", []) },
    ...["", "a b", "@", "[::1", "a:x"].map((host) => ({
      ...bad,
      name: `host: ${host}`,
      request: withHost(`host: ${host}`),
    })),
    { ...bad, name: "no host", request: withHost() },
    { ...bad, name: "two hosts", request: withHost("host: localhost", "host: elsewhere") },
    { ...forbidden, name: "another host", request: withHost("host: elsewhere") },
    { ...bad, name: "an unknown expectation", status: 417, request: withHeaders("expect: tea") },
    {
      ...bad,
      name: "an upgrade to WebSocket",
      request: requestOf(["GET /graphql HTTP/1.1", "host: localhost", "upgrade: websocket"]),
    },
  ];
  test.each(every(rows))("%s", (_name, row) => expectRefusal(gateway, row));

  test("a request id that is not safe to log is replaced", () =>
    expectRefusal(gateway, { ...bad, name: "", request: post("{", [json, 'x-request-id: a"b']) }));

  test("a missing host of HTTP/1.0", () =>
    expectRefusal(gateway, {
      ...bad,
      name: "",
      request: requestOf([`GET /graphql?query={a} HTTP/1.0`, noPreflight]),
    }));
});

describe("the other routes:", () => {
  const at = (target: string) => requestOf([`GET ${target} HTTP/1.1`, "host: localhost"]);
  const unauthenticated = { status: 401, code: "UNAUTHENTICATED", log: ["30 request refused"] };
  const rows: readonly WrongRequest[] = [
    ...["lasting=x", "at=x", "sources="].map((search) => ({
      ...bad,
      name: `/gate?${search}`,
      request: at(`/gate?${search}`),
    })),
    { ...unauthenticated, name: "the calendar without a token", request: at("/calendar.ics") },
    { ...unauthenticated, name: "the calendar with a wrong token", request: at("/calendar.ics?token=x") },
  ];
  test.each(every(rows))("%s", (_name, row) => expectRefusal(gateway, row));
});

test("several members by GET that are not JSON", () =>
  expectRefusal(gateway, {
    ...bad,
    name: "",
    request: getMembers({ query, variables: "{", extensions: "{" }),
  }));
