import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import { setTimeout as sleep } from "node:timers/promises";
import { isControl, respondToControl } from "./control.js";
import type { Fault } from "./faults.js";
import { createFaults } from "./faults.js";
import { parseJson } from "./json.js";
import { mergeIntoItems } from "./merge-patch.js";
import { createRequestLog, traceHeadersIn } from "./request-log.js";
import type { Clock, EmulatedRequest, EmulatedResponse, Service } from "./service.js";

// As an import, the module would also load all that Node.js has for `fetch`.
const { createServer } = process.getBuiltinModule("node:http");

/** A running emulator. */
export interface Emulator {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly close: () => Promise<void>;
}

/** Serves an emulated provider on loopback, with faults and a log. Port 0 means any free port. */
export async function serve(given: Service, port: number, clock: Clock): Promise<Emulator> {
  let resetCount = 0;
  const service: Service = {
    ...given,
    reset() {
      resetCount += 1;
      given.reset();
    },
  };
  const faults = createFaults();
  const usedSockets = new WeakSet<Socket>();
  const log = createRequestLog();

  async function handle(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const request = await readRequest(incoming);
    if (isControl(request)) return send(outgoing, respondToControl(request, service, faults, log));
    const operation = service.operationOf(request);
    const end = log.record({
      operation: operation ?? "Unknown",
      at: clock().toISOString(),
      ...(request.query.size === 0 ? {} : { query: Object.fromEntries(request.query) }),
      body: parseJson(request.body) ?? request.body,
      headers: traceHeadersIn(request.headers),
    });
    const isReused = usedSockets.has(incoming.socket);
    usedSockets.add(incoming.socket);
    try {
      const fault = faults.take(operation, service.resourceOf(request));
      if (fault?.resetIfReused === true && isReused) return lose({ reset: true }, outgoing);
      if (fault === null) return send(outgoing, service.respond(request));
      await misbehave(fault, request, outgoing);
    } finally {
      end();
    }
  }

  async function misbehave(fault: Fault, request: EmulatedRequest, outgoing: ServerResponse): Promise<void> {
    const begunIn = resetCount;
    if (fault.latencyMs !== undefined) await sleep(fault.latencyMs);
    // A request from before a reset must not affect later ones.
    if (begunIn !== resetCount) return void outgoing.destroy();
    const replacement = replacementFor(fault);
    const isLost = fault.reset === true || fault.hang === true;
    const isReplaced = isLost || replacement !== null;
    const response = isReplaced && fault.carriedOut !== true ? null : service.respond(request);
    const answer = withMerged(replacement ?? response, fault.merge);
    if (fault.answerLatencyMs !== undefined) await sleep(fault.answerLatencyMs);
    if (isLost || answer === null) lose(fault, outgoing);
    else if (fault.truncate === true) truncate(outgoing, answer);
    else if (fault.dripMs !== undefined) await stream(outgoing, answer, drops(answer, fault.dripMs));
    else if (fault.endless === true) await stream(outgoing, answer, withoutEnd(answer));
    else send(outgoing, answer);
    // The request counts as in progress until the delayed operation has run.
    if (fault.carriedOutAfterMs !== undefined) {
      await sleep(fault.carriedOutAfterMs);
      if (begunIn === resetCount) service.respond(request);
    }
  }

  /** Returns the fault's replacement for the response; null if it has none. */
  function replacementFor(fault: Fault): EmulatedResponse | null {
    const { status, errorType, contentType, headers } = fault;
    const body = bodyOf(fault);
    if (status === undefined && errorType === undefined && body === undefined) return null;
    const usual = service.failWith(
      errorType === undefined
        ? { status: status ?? 200 }
        : { errorType, ...(status === undefined ? {} : { status }) },
    );
    return {
      status: usual.status,
      headers: {
        ...usual.headers,
        ...(contentType === undefined ? {} : { "content-type": contentType }),
        ...headers,
      },
      body: body ?? usual.body,
    };
  }

  const server = createServer((incoming, outgoing) => {
    handle(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", resolve);
  });
  const { port: actualPort } = server.address() as AddressInfo;

  return {
    url: `http://127.0.0.1:${actualPort}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function readRequest(incoming: IncomingMessage): Promise<EmulatedRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(chunk);
  const headers = Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
  );
  const [path = "/", query = ""] = (incoming.url ?? "/").split("?", 2);
  return {
    method: incoming.method ?? "GET",
    path,
    query: new URLSearchParams(query),
    headers,
    body: Buffer.concat(chunks).toString("utf8"),
  };
}

function bodyOf({ body, bodyBase64 }: Fault): string | Buffer | undefined {
  if (bodyBase64 !== undefined) return Buffer.from(bodyBase64, "base64");
  return body === undefined || typeof body === "string" ? body : JSON.stringify(body);
}

/** Writes the headers as given. Several values of one header stay several lines. */
function writeHead(
  outgoing: ServerResponse,
  status: number,
  headers: EmulatedResponse["headers"],
): ServerResponse {
  const entries = Object.entries(headers).map(([name, value]) => [
    name,
    typeof value === "string" ? value : [...value],
  ]);
  return outgoing.writeHead(status, Object.fromEntries(entries));
}

function withMerged(response: EmulatedResponse | null, merge: Fault["merge"]): EmulatedResponse | null {
  if (response === null || merge === undefined) return response;
  const json = parseJson(String(response.body));
  return json === undefined ? response : { ...response, body: JSON.stringify(mergeIntoItems(json, merge)) };
}

function send(outgoing: ServerResponse, { status, headers, body }: EmulatedResponse): void {
  writeHead(outgoing, status, headers).end(body);
}

function lose(fault: Fault, outgoing: ServerResponse): void {
  // A hanging request stays open until its connection closes.
  if (fault.reset === true) outgoing.socket?.resetAndDestroy();
}

function truncate(outgoing: ServerResponse, { status, headers, body }: EmulatedResponse): void {
  const bytes = Buffer.from(body);
  writeHead(outgoing, status, { ...headers, "content-length": String(bytes.length) });
  outgoing.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => outgoing.socket?.destroy());
}

/** Streams the chunks until they end or the client stops reading. */
async function stream(
  outgoing: ServerResponse,
  { status, headers }: EmulatedResponse,
  chunks: AsyncIterable<Uint8Array>,
): Promise<void> {
  writeHead(outgoing, status, headers);
  await pipeline(chunks, outgoing).catch(() => {});
}

async function* drops({ body }: EmulatedResponse, pauseMs: number): AsyncGenerator<Uint8Array> {
  for (const byte of Buffer.from(body)) {
    yield Buffer.of(byte);
    await sleep(pauseMs);
  }
}

async function* withoutEnd({ body }: EmulatedResponse): AsyncGenerator<Uint8Array> {
  yield Buffer.from(body);
  const blank = Buffer.alloc(1024 * 1024, " ");
  for (;;) yield blank;
}
