import type { IncomingMessage } from "node:http";
import type { RequestOptions } from "node:https";
import type { Socket } from "node:net";
import type { TLSSocket } from "node:tls";
import type { Agents } from "./agents.js";
import { ConnectTimeoutError } from "./connect-timeout-error.js";
import type { ProxyVariables } from "./network-settings.js";
import { asProxyError } from "./proxy-error.js";
import type { TunnelOptions } from "./tunnel-agent.js";

export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  readonly signal: AbortSignal;
  readonly kind: RequestKind;
}

/** REPEATABLE_WRITE: a write that has the same effect if it is sent twice. */
export type RequestKind = "READ" | "REPEATABLE_WRITE" | "WRITE";

/** Thrown if a reused connection broke, or the time passed, before any byte of a response arrived. */
export class DeadConnectionError extends Error {
  override readonly name = "DeadConnectionError";
}

/** A server sends this status when it closes an idle connection (RFC 9110, section 15.5.9). */
const requestTimeout = 408;

/** Sends the request once. Resolves when the headers of the response have arrived. */
export function exchange(
  { url, method, headers, body, signal }: HttpRequest,
  agents: Agents,
  proxies: ProxyVariables,
  connectTimeoutMs: number,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const isTls = url.protocol === "https:";
  const agent = isTls ? agents.https : agents.http;
  const ending = new AbortController();
  const end = () => ending.abort(signal.reason);
  signal.addEventListener("abort", end, { once: true });
  if (signal.aborted) end();
  const connecting = setTimeout(
    () => ending.abort(new ConnectTimeoutError(connectTimeoutMs)),
    connectTimeoutMs,
  );
  const isConnected = () => clearTimeout(connecting);
  const ended = ending.signal;
  const options: RequestOptions & TunnelOptions = {
    method,
    headers,
    agent,
    signal: ended,
    tunnelSignal: ended,
  };
  const request = process.getBuiltinModule(isTls ? "node:https" : "node:http").request(url, options);
  let hasSocket = false;
  let hasAnswer = false;
  request.once("socket", (socket) => {
    hasSocket = true;
    if (isOpen(socket)) isConnected();
    else socket.once(isTls ? "secureConnect" : "connect", isConnected);
    socket.once("data", () => (hasAnswer = true));
  });
  const dead = (cause: unknown) => new DeadConnectionError("The connection was dead.", { cause });
  request.once("response", (response) => {
    // Possibly just as the request arrives.
    if (response.statusCode !== requestTimeout || !request.reusedSocket) return resolve(response);
    response.destroy();
    reject(dead(null));
  });
  // Without a listener, neither a response nor an error would follow.
  request.once("upgrade", (response, socket) => {
    isConnected();
    resolve(response);
    socket.destroy();
  });
  request.on("error", (thrown) => {
    isConnected();
    const { reason } = ended;
    const error = asProxyError(
      reason instanceof ConnectTimeoutError ? reason : thrown,
      { protocol: url.protocol, hasSocket },
      proxies,
    );
    const isCancelled = signal.aborted && signal.reason?.name !== "TimeoutError";
    reject(request.reusedSocket && !hasAnswer && !isCancelled ? dead(error) : error);
  });
  request.once("close", () => signal.removeEventListener("abort", end));
  request.end(body);
  return promise;
}

/** Whether a connection is open, with TLS if it has that. The connection of a tunnel comes with a completed handshake. */
function isOpen(socket: Socket | TLSSocket): boolean {
  const protocol = "getProtocol" in socket ? socket.getProtocol() : "none";
  return !socket.connecting && protocol !== null && protocol !== "unknown";
}
