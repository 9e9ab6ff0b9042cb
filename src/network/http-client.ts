import type { Agent as HttpAgent, IncomingMessage } from "node:http";
import type { Agent as HttpsAgent, RequestOptions } from "node:https";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream";
import type { NetworkSettings } from "./network-settings.js";
import { asProxyError, proxyAuthenticationRequired, proxyRejected } from "./proxy-error.js";
import type { TunnelOptions } from "./tunnel-agent.js";
import { createTunnelAgent } from "./tunnel-agent.js";

export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  readonly signal: AbortSignal;
  /** Whether the request needs a new connection. */
  readonly isWrite: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, decompressed. */
  readonly body: Readable;
}

/** Sends every request of the gateway to another host, except traces. */
export interface HttpClient {
  /** Sends a request. Follows no redirects, so that no credentials go to another host. Rejects with Node.js's errors or ProxyError. */
  readonly send: (request: HttpRequest) => Promise<HttpResponse>;
  readonly close: () => void;
}

/**
 * Creates the client. It keeps connections open between requests. A firewall or the server may have dropped an idle one: if a
 * reused connection breaks before any byte of a response, a read is sent again on a new connection. If a reused connection stays
 * silent, no time is left for that, but the other idle ones are closed. A write always gets a new connection, because after such
 * a break it is unknown whether the write has arrived.
 */
export function createHttpClient(settings: NetworkSettings): HttpClient {
  let agents: { readonly reusable: Agents; readonly single: Agents } | undefined;

  async function send(request: HttpRequest): Promise<HttpResponse> {
    const { protocol } = request.url;
    agents ??= {
      reusable: createAgents(settings, settings.keepAliveTimeoutMs > 0),
      single: createAgents(settings, false),
    };
    const { reusable, single } = agents;
    try {
      const response = request.isWrite
        ? await exchange(request, single)
        : await exchange(request, reusable).catch((error: unknown) => {
            if (!(error instanceof DeadConnectionError)) throw error;
            // The firewall has probably dropped the other idle connections too.
            for (const agent of Object.values(reusable)) closeIdle(agent);
            if (request.signal.aborted) throw error.cause ?? error;
            return exchange(request, single);
          });
      if (response.statusCode !== proxyAuthenticationRequired) return responseOf(response);
      response.destroy();
      throw proxyRejected(proxyAuthenticationRequired);
    } catch (error) {
      throw asProxyError(error, protocol, settings.proxies);
    }
  }

  return {
    send,
    close() {
      for (const { http, https } of Object.values(agents ?? {}))
        for (const agent of [http, https]) agent.destroy();
    },
  };
}

const requestTimeout = 408;

/** Thrown if a reused connection broke, or the time passed, before any byte of a response arrived. */
class DeadConnectionError extends Error {
  override readonly name = "DeadConnectionError";
}

/** The modules of Node.js that only a request needs. As imports, they would take time at every start. */
const builtins = () => ({
  http: process.getBuiltinModule("node:http"),
  https: process.getBuiltinModule("node:https"),
  tls: process.getBuiltinModule("node:tls"),
  zlib: process.getBuiltinModule("node:zlib"),
});

interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

function createAgents(
  { proxies, certificateAuthorities, keepAliveTimeoutMs }: NetworkSettings,
  keepAlive: boolean,
): Agents {
  const { http, tls } = builtins();
  const options = {
    proxyEnv: { ...proxies },
    keepAlive,
    // The time that a connection can be idle. It does not limit requests.
    ...(keepAlive ? { timeout: keepAliveTimeoutMs } : {}),
  };
  const secureContext =
    certificateAuthorities === null
      ? {}
      : { secureContext: tls.createSecureContext({ ca: [...certificateAuthorities] }) };
  return { http: new http.Agent(options), https: createTunnelAgent({ ...options, ...secureContext }) };
}

function closeIdle({ freeSockets }: HttpAgent): void {
  for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
}

/** Sends the request once. Resolves when the headers of the response have arrived. */
function exchange(
  { url, method, headers, body, signal }: HttpRequest,
  agents: Agents,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { http, https } = builtins();
  const isTls = url.protocol === "https:";
  const agent = isTls ? agents.https : agents.http;
  const options: RequestOptions & TunnelOptions = { method, headers, signal, tunnelSignal: signal, agent };
  const request = (isTls ? https : http).request(url, options);
  let hasAnswer = false;
  request.once("socket", (socket) => socket.once("data", () => (hasAnswer = true)));
  const dead = (cause: unknown) => new DeadConnectionError("The connection was dead.", { cause });
  request.once("response", (response) => {
    // A server sends this when it closes an idle connection (RFC 9110, section 15.5.9), possibly just as a request arrives.
    if (response.statusCode !== requestTimeout || !request.reusedSocket) return resolve(response);
    response.destroy();
    reject(dead(null));
  });
  request.on("error", (error) => {
    const isCancelled = signal.aborted && signal.reason?.name !== "TimeoutError";
    reject(request.reusedSocket && !hasAnswer && !isCancelled ? dead(error) : error);
  });
  request.end(body);
  return promise;
}

function responseOf(response: IncomingMessage): HttpResponse {
  const headers = Object.entries(response.headers).map(([name, value]) => [name, String(value)]);
  return {
    status: response.statusCode ?? 0,
    headers: Object.fromEntries(headers),
    body: decompressed(response),
  };
}

function decompressed(response: IncomingMessage): Readable {
  const decompress = decompressorOf(response.headers["content-encoding"]);
  // The reader of the returned stream gets its errors.
  return decompress === null ? response : pipeline(response, decompress, () => {});
}

function decompressorOf(encoding: string | undefined) {
  const { zlib } = builtins();
  switch (encoding?.trim().toLowerCase()) {
    case "gzip":
    case "x-gzip":
      return zlib.createGunzip();
    case "deflate":
      return zlib.createInflate();
    case "br":
      return zlib.createBrotliDecompress();
    default:
      return null;
  }
}
