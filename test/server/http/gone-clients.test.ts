import { once } from "node:events";
import { connect } from "node:net";
import { Readable } from "node:stream";
import { setImmediate } from "node:timers/promises";
import type { FastifyInstance } from "fastify";
import { fastify } from "fastify";
import { afterEach, beforeEach, expect, test } from "vitest";
import { limitRequestMemory } from "../../../src/server/http/request-memory.js";
import { createDrain } from "../../../src/server/lifecycle/drain.js";
import { exchange } from "../../support/raw-http.js";

/*
 * A client can disconnect while an asynchronous hook runs, for example while its token is checked or its body is decompressed. The
 * hooks after it then see a response that is closed already.
 */

const maxBodyBytes = 1_000_000;
let app: FastifyInstance;
let address: string;
let drain: ReturnType<typeof createDrain>;
/** Where the next request waits until its client has disconnected. */
let waitsIn: "onRequest" | "preParsing" | "nowhere";
let isGone: Promise<void>;

beforeEach(async () => {
  app = fastify({ bodyLimit: maxBodyBytes, forceCloseConnections: "idle" });
  app.decorateRequest("authenticatedCaller", null);
  app.addHook("onRequest", async () => {
    if (waitsIn === "onRequest") await isGone;
  });
  limitRequestMemory(app, { maxBodyBytes, probes: [] });
  app.addHook("preParsing", async (request) => {
    if (waitsIn === "preParsing") await isGone;
    if (request.memory?.resize(2 * maxBodyBytes) === false) throw new Error("no memory");
    return Object.assign(Readable.from(["x"]), { receivedEncodedLength: 1 });
  });
  drain = createDrain(app, {
    requestTimeoutMs: 1_000,
    shutdownDelayMs: 0,
    probes: [],
    refuse: (_, reply) => reply,
    endStreams: () => {},
  });
  app.post("/", async () => "done");
  address = await app.listen({ host: "127.0.0.1", port: 0 });
});
afterEach(() => app.close());

const head = (length: number) =>
  `POST / HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncontent-type: text/plain\r\ncontent-length: ${length}\r\n\r\n`;

/** Sends a request, and disconnects while its hook waits. */
async function sendAndLeave(): Promise<void> {
  let goOn = () => {};
  isGone = new Promise((resolve) => {
    goOn = resolve;
  });
  const arrived = once(app.server, "request");
  const socket = connect(Number(new URL(address).port), "127.0.0.1");
  socket.write(`${head(1)}x`);
  const [, response] = await arrived;
  const closed = once(response, "close");
  socket.resetAndDestroy();
  await closed;
  goOn();
  for (let iteration = 0; iteration < 5; iteration++) await setImmediate();
}

test.each(["onRequest", "preParsing"] as const)(
  "a client that disconnects during %s holds no memory, and does not delay the shutdown",
  async (hook) => {
    waitsIn = hook;
    // A single caller gets half of 64 MiB.
    for (let request = 0; request < 40; request++) await sendAndLeave();
    waitsIn = "nowhere";
    expect(await exchange(address, `${head(1)}x`)).toMatch(/^HTTP\/1\.1 200 /);
    await drain.close(() => app.close());
  },
  // The shutdown would wait for five seconds.
  4_000,
);
