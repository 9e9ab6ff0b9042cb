import type { IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo, Server } from "node:net";
import { createServer as createTcpServer, Socket } from "node:net";
import { text as textOf } from "node:stream/consumers";
import type { FastifyInstance } from "fastify";
import { pino } from "pino";
import { afterEach, expect, test } from "vitest";
import { createClientErrors } from "../../../src/server/http/client-errors.js";
import { clockOf } from "../../support/clock.js";
import { now } from "../../support/gateway.js";
import { exchange, parseResponse } from "../../support/raw-http.js";

/** The error with which Node.js reports a request that arrives too slowly. */
const tooSlow = Object.assign(new Error("Request timeout"), { code: "ERR_HTTP_REQUEST_TIMEOUT" });
const halfBody = "POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n{";

const refused: string[] = [];
const logged: Record<string, unknown>[] = [];
const clientErrors = createClientErrors({
  logger: pino({ level: "debug" }, { write: (line) => void logged.push(JSON.parse(line)) }),
  observer: { requestRefused: (code) => void refused.push(code) },
  clock: clockOf(() => now),
});
let close = () => {};
afterEach(() => {
  refused.length = 0;
  logged.length = 0;
  close();
});

function listen(server: ReturnType<typeof createTcpServer>): Promise<string> {
  close = () => void server.close();
  return new Promise((resolve) =>
    server.listen(0, "127.0.0.1", () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    ),
  );
}

/** Starts a server whose requests time out in this function. */
function listenForHttp(
  handle: (request: IncomingMessage, response: ServerResponse) => void,
): Promise<string> {
  // Only the code under test closes a connection.
  const server = createServer({ keepAliveTimeout: 60_000 });
  clientErrors.watch({ server } as unknown as FastifyInstance);
  server.on("request", handle);
  return listen(server);
}

const message =
  "The request did not arrive in time: its headers may take 10 seconds, all of it 30. Send it again.";

test("headers that arrive too slowly get 408", async () => {
  const address = await listen(
    createTcpServer((socket) => socket.once("data", () => clientErrors.handle(tooSlow, socket))),
  );
  const { status, headers, body } = parseResponse(await exchange(address, "GET / HT"));
  expect([status, headers.connection, headers.date, JSON.parse(body)]).toEqual([
    408,
    "close",
    now.toUTCString(),
    { errors: [{ message, extensions: { code: "BAD_REQUEST", requestId: headers["x-request-id"] } }] },
  ]);
  expect(refused).toEqual(["BAD_REQUEST"]);
});

test("a body that arrives too slowly gets 408, and is counted by the route that reads it", async () => {
  const address = await listenForHttp(({ socket }) => clientErrors.handle(tooSlow, socket));
  expect(parseResponse(await exchange(address, halfBody)).status).toBe(408);
  expect(refused).toEqual([]);
});

test("a body that arrives too slowly gets no second response", async () => {
  const address = await listenForHttp(({ socket }, response) => {
    response.writeHead(413, { "content-length": "0" });
    response.flushHeaders();
    clientErrors.handle(tooSlow, socket);
  });
  expect((await exchange(address, halfBody)).match(/HTTP\/1\.1 \d+/g)).toEqual(["HTTP/1.1 413"]);
});

test("a connection without a request is closed without a response", async () => {
  const address = await listen(createTcpServer((socket) => clientErrors.handle(tooSlow, socket)));
  expect(await exchange(address, "")).toBe("");
  expect(refused).toEqual([]);
});

test("a request that a paused process has not read yet is still read", async () => {
  const server = createServer((_request, response) => response.end("read"));
  clientErrors.watch({ server } as unknown as FastifyInstance);
  const client = new Socket();
  const unread: number[] = [];
  server.on("connection", (socket) => {
    client.write("GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n");
    setImmediate(() => {
      unread.push(socket.bytesRead);
      clientErrors.handle(tooSlow, socket);
    });
  });
  const { port } = new URL(await listen(server));
  client.connect(Number(port), "127.0.0.1");
  expect(parseResponse(await textOf(client))).toMatchObject({ status: 200, body: "read" });
  expect([unread, refused]).toEqual([[0], []]);
});

test("unreadable parts after a request do not replace its response, which is the last, and are logged once", async () => {
  const address = await listenForHttp(({ socket }, response) => {
    response.writeHead(200, { "content-length": "5" });
    response.write("fir");
    setImmediate(() => {
      for (let part = 0; part < 3; part++) clientErrors.handle(tooSlow, socket);
      response.end("st");
    });
  });
  const text = await exchange(address, "GET / HTTP/1.1\r\nhost: a\r\n\r\n");
  expect([text.match(/HTTP\/1\.1 \d+/g), text.endsWith("first"), refused]).toEqual([
    ["HTTP/1.1 200"],
    true,
    [],
  ]);
  expect(logged.map(({ msg, reason }) => [msg, reason])).toEqual([["unreadable request", tooSlow.code]]);
});

test("CONNECT after a request in progress does not replace its response, and ends the connection", async () => {
  const address = await listenForHttp(({ socket }, response) => {
    const server = (socket as Socket & { readonly server: Server }).server;
    server.once("connect", () => setImmediate(() => response.end("later")));
  });
  const text = await exchange(
    address,
    "GET / HTTP/1.1\r\nhost: a\r\n\r\nCONNECT b:1 HTTP/1.1\r\nhost: b\r\n\r\n",
  );
  expect([text.match(/HTTP\/1\.1 \d+/g), refused]).toEqual([["HTTP/1.1 200"], []]);
  expect(text).toContain("later");
});
