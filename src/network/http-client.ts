import type { IncomingMessage } from "node:http";
import http from "node:http";
import https from "node:https";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream";
import { createSecureContext } from "node:tls";
import { createBrotliDecompress, createGunzip, createInflate } from "node:zlib";
import type { NetworkSettings } from "./network-settings.js";
import { asProxyError, proxyAuthenticationRequired, proxyRejected } from "./proxy-error.js";

export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array | undefined;
  readonly signal: AbortSignal;
  /** A write always gets a new connection. */
  readonly isWrite: boolean;
}

export interface HttpResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** The body, decompressed. */
  readonly body: Readable;
}

/** Sends every request of the gateway to another host. */
export interface HttpClient {
  /** Sends a request. Follows no redirects, so that no credentials go to another host. Rejects with Node.js's errors or ProxyError. */
  readonly send: (request: HttpRequest) => Promise<HttpResponse>;
  readonly close: () => void;
}

/**
 * Creates the client. It keeps connections open between requests. A firewall may have dropped an idle one: if a reused
 * connection breaks before any byte of a response, a read is sent again on a new connection. Nobody could tell whether a write
 * has arrived on such a connection, so a write never gets one.
 */
export function createHttpClient(settings: NetworkSettings): HttpClient {
  const reusable = createAgents(settings, settings.keepAliveTimeoutMs > 0);
  const single = createAgents(settings, false);

  async function send(request: HttpRequest): Promise<HttpResponse> {
    const { protocol } = request.url;
    try {
      const response = request.isWrite
        ? await exchange(request, single)
        : await exchange(request, reusable).catch((error: unknown) => {
            if (!(error instanceof DeadConnectionError)) throw error;
            // The firewall has probably dropped the other idle connections too.
            for (const agent of Object.values(reusable)) closeIdle(agent);
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
      for (const agent of [...Object.values(reusable), ...Object.values(single)]) agent.destroy();
    },
  };
}

/** Thrown if a reused connection broke before any byte of a response arrived. */
class DeadConnectionError extends Error {
  override readonly name = "DeadConnectionError";
}

interface Agents {
  readonly http: http.Agent;
  readonly https: https.Agent;
}

function createAgents(
  { proxies, certificateAuthorities, keepAliveTimeoutMs }: NetworkSettings,
  keepAlive: boolean,
): Agents {
  const options = {
    proxyEnv: { ...proxies },
    keepAlive,
    // Closes a connection that is idle for this long. Does not end requests that take longer.
    ...(keepAlive ? { timeout: keepAliveTimeoutMs } : {}),
  };
  const secureContext =
    certificateAuthorities === null
      ? {}
      : { secureContext: createSecureContext({ ca: [...certificateAuthorities] }) };
  return { http: new http.Agent(options), https: new https.Agent({ ...options, ...secureContext }) };
}

function closeIdle({ freeSockets }: http.Agent): void {
  for (const socket of Object.values(freeSockets).flat()) socket?.destroy();
}

/** Sends the request once. Resolves when the headers of the response have arrived. */
function exchange(
  { url, method, headers, body, signal }: HttpRequest,
  agents: Agents,
): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const isTls = url.protocol === "https:";
  const options = { method, headers, signal, agent: isTls ? agents.https : agents.http };
  const request = (isTls ? https : http).request(url, options);
  let hasAnswer = false;
  request.once("socket", (socket) => socket.once("data", () => (hasAnswer = true)));
  request.once("response", resolve);
  request.on("error", (error) => {
    const isDead = request.reusedSocket && !hasAnswer && !signal.aborted;
    reject(isDead ? new DeadConnectionError("The connection was dead.", { cause: error }) : error);
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

const decompressors: Readonly<Record<string, () => NodeJS.ReadWriteStream & Readable>> = {
  gzip: createGunzip,
  "x-gzip": createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
};

function decompressed(response: IncomingMessage): Readable {
  const decompress = decompressors[response.headers["content-encoding"]?.trim().toLowerCase() ?? ""];
  // The reader of the returned stream gets its errors.
  return decompress === undefined ? response : pipeline(response, decompress(), () => {});
}
