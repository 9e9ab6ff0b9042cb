import { once } from "node:events";
import { connect } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { TestGateway } from "../../../support/gateway.js";
import { exchange, parseResponse } from "../../../support/raw-http.js";
import type { WrongRequest } from "./wrong-request.js";
import { expectRefusal, json, postJson, requestOf, startWatchedGateway } from "./wrong-request.js";

let gateway: TestGateway;
beforeAll(async () => {
  gateway = await startWatchedGateway();
});
afterAll(() => gateway.stop());

const code = "BAD_REQUEST";
const log = ["20 unreadable request"];
const invalid = { status: 400, code, log };
const tooLarge = { status: 431, code, log };
const body = JSON.stringify({ query: "{ __typename }" });
const lines = (first: string, ...headers: string[]) => requestOf([first, "host: localhost", ...headers]);
const posted = (headers: readonly string[], content = body) =>
  requestOf(["POST /graphql HTTP/1.1", "host: localhost", json, ...headers], content);
const chunked = (content: string) => posted(["transfer-encoding: chunked"], content);

const rows: readonly WrongRequest[] = [
  ...[
    "FOO / HTTP/1.1",
    "get / HTTP/1.1",
    "GET graphql HTTP/1.1",
    "GET /\u0080 HTTP/1.1",
    "GET / a HTTP/1.1",
  ].map((first) => ({ ...invalid, name: first, request: lines(first) })),
  ...["HTTP/1.2", "HTTP/9.9", "HTTP/x", "HTTPS/1.1"].map((version) => ({
    ...invalid,
    name: version,
    request: lines(`GET /graphql ${version}`),
  })),
  ...["a b: c", "a: \u0000", ": x", "a", "a:\u0001"].map((header) => ({
    ...invalid,
    name: `header ${JSON.stringify(header)}`,
    request: lines("GET /graphql HTTP/1.1", header),
  })),
  ...["-1", "abc", "1e3", "", "9".repeat(40), "5, 5", "0x10"].map((length) => ({
    ...invalid,
    name: `content-length: ${length}`,
    request: posted([`content-length: ${length}`]),
  })),
  { ...invalid, name: "two lengths", request: posted(["content-length: 2", "content-length: 3"]) },
  {
    ...invalid,
    name: "a length and chunks",
    request: posted(["content-length: 2", "transfer-encoding: chunked"]),
  },
  { ...invalid, name: "an unknown transfer coding", request: posted(["transfer-encoding: x"]) },
  { ...invalid, name: "a malformed chunk size", request: chunked("zz\r\n{}\r\n0\r\n\r\n") },
  { ...invalid, name: "a chunk that is longer than its size", request: chunked("2\r\n{}xx0\r\n\r\n") },
  {
    ...invalid,
    name: "a large chunk extension",
    status: 413,
    request: chunked(`2;${"a".repeat(20_000)}\r\n{}\r\n0\r\n\r\n`),
  },
  { ...invalid, name: "TLS", request: Buffer.from([0x16, 3, 1, 0, 0xf0, 1, 0, 0, 0xec, 3, 3]) },
  { ...invalid, name: "HTTP/2", request: "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" },
  { ...invalid, name: "garbage", request: "garbage\r\n\r\n" },
  { ...invalid, name: "bare line feeds", request: "GET /livez HTTP/1.1\nhost: localhost\n\n" },
  { ...tooLarge, name: "a long URL", request: lines(`GET /graphql?query=${"x".repeat(20_000)} HTTP/1.1`) },
  { ...tooLarge, name: "a long header", request: lines("GET / HTTP/1.1", `x: ${"y".repeat(20_000)}`) },
  {
    ...tooLarge,
    name: "a long name of a header",
    request: lines("GET / HTTP/1.1", `${"y".repeat(20_000)}: x`),
  },
  {
    ...tooLarge,
    name: "many headers",
    request: lines("GET / HTTP/1.1", ...Array.from({ length: 3_000 }, (_, index) => `x${index}: 1`)),
  },
  { ...invalid, name: "the first half of a head", request: "GET /gra", isCutOff: true },
  {
    ...invalid,
    name: "the first half of a body",
    request: posted(["content-length: 500"]),
    isCutOff: true,
  },
  { ...invalid, name: "chunks without an end", request: chunked("20\r\n{}"), isCutOff: true },
  { status: 400, code, log: [], name: "CONNECT", request: lines("CONNECT example.com:443 HTTP/1.1") },
];

describe("what is not HTTP gets an error in GraphQL's format:", () => {
  test.each(rows.map((row) => [row.name, row] as const))("%s", (_name, row) => expectRefusal(gateway, row));
});

test("the message says what to do", async () => {
  const messageOf = async (request: Buffer) =>
    JSON.parse(parseResponse(await exchange(gateway.address, request)).body).errors[0].message;
  expect(await messageOf(posted(["content-length: x"]))).toBe(
    "The request is not valid HTTP/1.1 (Invalid character in Content-Length). Correct its first line, its headers, or its content-length.",
  );
  expect(await messageOf(lines("GET / HTTP/1.1", `x: ${"y".repeat(20_000)}`))).toBe(
    "The URL and the headers of the request exceed 16384 bytes. Send long operations as POST, and smaller headers.",
  );
});

test("bytes after a request do not replace its response, and end the connection", async () => {
  const request = postJson({ query: "{ maintenanceWindows { totalCount } }" });
  const kept = Buffer.from(request.toString().replace("connection: close\r\n", ""));
  const text = await exchange(gateway.address, Buffer.concat([kept, Buffer.from("garbage\r\n\r\n")]));
  const response = parseResponse(text);
  expect([response.status, response.headers.connection, JSON.parse(response.body)]).toEqual([
    200,
    "close",
    { data: { maintenanceWindows: { totalCount: expect.any(Number) } } },
  ]);
});

test("each of several pipelined requests gets its response", async () => {
  const first = lines("GET /livez HTTP/1.1").toString().replace("connection: close\r\n", "");
  const text = await exchange(gateway.address, `${first}${first}garbage\r\n\r\n`);
  expect(text.match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 200", "HTTP/1.1 200"]);
});

test("a client that sends nothing gets no response, and nothing is logged or counted", async () => {
  const lineCount = gateway.logs.length;
  const socket = connect(Number(new URL(gateway.address).port), "127.0.0.1");
  socket.end();
  await once(socket, "close");
  await fetch(`${gateway.address}/livez`);
  expect(gateway.logs.slice(lineCount)).toEqual([]);
});

test.each([
  ["after CONNECT", "CONNECT a:1 HTTP/1.1\r\nhost: a\r\n\r\n"],
  ["within a head", "GET /graphql HT"],
  [
    "within a body",
    "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{",
  ],
  [
    "after a request",
    "POST /graphql HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ncontent-length: 45\r\n\r\n" +
      '{"query":"{ maintenanceWindows{totalCount} }"}',
  ],
])("a client that resets the connection %s causes no warning", async (_name, bytes) => {
  const lineCount = gateway.logs.length;
  const socket = connect(Number(new URL(gateway.address).port), "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  await new Promise((resolve) => socket.write(bytes, resolve));
  socket.resetAndDestroy();
  for (let count = 0; count < 3; count++) await fetch(`${gateway.address}/livez`);
  expect(gateway.logs.slice(lineCount).filter(({ level }) => Number(level) >= 40)).toEqual([]);
});
