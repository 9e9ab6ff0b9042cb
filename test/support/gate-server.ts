import type { AddressInfo, Socket } from "node:net";
import { createServer } from "node:net";
import type { GateBody } from "../../src/server/gate/answer.js";

/** A response of the fake gate: its parts, or the exact bytes after which the connection closes. */
export type GateResponse =
  | {
      readonly status: number;
      readonly body: string;
      readonly headers?: Readonly<Record<string, string>>;
    }
  | { readonly bytes: string | Buffer; readonly ending?: "close" | "reset" | "hang" };

export interface GateRequest {
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string>>;
}

export interface GateServer {
  readonly url: string;
  readonly requests: readonly GateRequest[];
  /** Sets the responses of the next requests. The last one repeats. */
  readonly respondWith: (...responses: readonly GateResponse[]) => void;
  readonly close: () => Promise<void>;
}

/** Starts a server that answers with scripted bytes, so that it can also break the rules of HTTP. */
export async function startGateServer(...initial: readonly GateResponse[]): Promise<GateServer> {
  const requests: GateRequest[] = [];
  const sockets = new Set<Socket>();
  let responses = [...initial];
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    let received = "";
    socket.on("data", (chunk) => {
      received += chunk;
      // Other bytes are not HTTP, such as the start of TLS.
      const isHttp = received.startsWith("GET ");
      if (isHttp && !received.endsWith("\r\n\r\n")) return;
      if (isHttp) requests.push(parseRequest(received));
      received = "";
      const [response] = responses.length > 1 ? responses.splice(0, 1) : responses;
      if (response !== undefined) answer(socket, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    respondWith(...next) {
      responses = [...next];
      requests.length = 0;
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

function answer(socket: Socket, response: GateResponse): void {
  if ("status" in response) return void socket.end(httpBytes(response));
  socket.write(response.bytes, () => {
    if (response.ending === "reset") socket.resetAndDestroy();
    else if (response.ending !== "hang") socket.end();
  });
}

/** The bytes of a complete response. */
export function httpBytes({
  status,
  body,
  headers = {},
}: Extract<GateResponse, { readonly status: number }>): Buffer {
  const all = {
    "content-type": "application/json",
    "content-length": String(Buffer.byteLength(body)),
    ...headers,
  };
  const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
  return Buffer.from(`HTTP/1.1 ${status} Status\r\n${lines.join("")}\r\n${body}`);
}

function parseRequest(text: string): GateRequest {
  const [first = "", ...lines] = text.trim().split("\r\n");
  const { pathname, searchParams } = new URL(first.split(" ")[1] ?? "", "http://gate");
  const headers = lines.map((line) => line.split(/: ?(.*)/, 2) as [string, string]);
  return {
    path: pathname,
    query: searchParams,
    headers: Object.fromEntries(headers.map(([name, value]) => [name.toLowerCase(), value])),
  };
}

const reason = {
  certainty: "DECLARED",
  title: "Orders database upgrade",
  id: "datadog:1",
  source: "datadog",
  link: null,
  startsAt: "2026-11-30T13:00:00.000Z",
  endsAt: "2026-11-30T15:00:00.000Z",
};

const nothing = {
  until: null,
  opensAt: null,
  nextChangeAt: null,
  reasons: [],
  reasonCount: 0,
  missing: [],
  uncountedCount: 3,
};

const clear: GateBody = { verdict: "CLEAR", summary: "Clear.", ...nothing };

const inMaintenance: GateBody = {
  verdict: "IN_MAINTENANCE",
  summary: "In maintenance until 2026-11-30T15:00:00Z: Orders database upgrade (datadog).",
  ...nothing,
  until: reason.endsAt,
  nextChangeAt: reason.endsAt,
  reasons: [reason],
  reasonCount: 1,
};

const unknown: GateBody = {
  verdict: "UNKNOWN",
  summary: "Unknown: Datadog did not answer.",
  ...nothing,
  missing: [{ kind: "SOURCE_FAILED", source: "datadog", message: "Datadog did not answer." }],
};

/** The response of the gate for each verdict. */
export const gateBodies = {
  CLEAR: { status: 200, body: JSON.stringify(clear) },
  IN_MAINTENANCE: { status: 409, body: JSON.stringify(inMaintenance) },
  UNKNOWN: { status: 503, body: JSON.stringify(unknown), headers: { "retry-after": "10" } },
} as const;

/** The body of an error of the gateway. */
export const gateError = (code: string, message: string) =>
  JSON.stringify({ errors: [{ message, extensions: { code } }] });
