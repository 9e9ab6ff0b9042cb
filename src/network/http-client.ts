import type { Agents } from "./agents.js";
import { closeIdle, createAgents } from "./agents.js";
import { defaultConnectTimeoutMs } from "./constants.js";
import type { HttpRequest } from "./exchange.js";
import { DeadConnectionError, exchange } from "./exchange.js";
import type { HttpResponse } from "./http-response.js";
import { responseOf } from "./http-response.js";
import type { NetworkSettings } from "./network-settings.js";
import { proxyAuthenticationRequired, proxyRejected } from "./proxy-error.js";

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
export function createHttpClient(
  settings: NetworkSettings,
  connectTimeoutMs = defaultConnectTimeoutMs,
): HttpClient {
  let agents: { readonly reusable: Agents; readonly single: Agents } | undefined;

  async function send(request: HttpRequest): Promise<HttpResponse> {
    agents ??= {
      reusable: createAgents(settings, settings.keepAliveTimeoutMs > 0),
      single: createAgents(settings, false),
    };
    const { reusable, single } = agents;
    const exchangeWith = (pool: Agents) => exchange(request, pool, settings.proxies, connectTimeoutMs);
    const response = request.isWrite
      ? await exchangeWith(single)
      : await exchangeWith(reusable).catch((error: unknown) => {
          if (!(error instanceof DeadConnectionError)) throw error;
          // The firewall has probably dropped the other idle connections too.
          closeIdle(reusable);
          if (request.signal.aborted) throw error.cause ?? error;
          return exchangeWith(single);
        });
    if (response.statusCode !== proxyAuthenticationRequired) return responseOf(response);
    response.destroy();
    throw proxyRejected(proxyAuthenticationRequired);
  }

  return {
    send,
    close() {
      const pools: readonly Agents[] = Object.values(agents ?? {});
      for (const agent of pools.flatMap(({ http, https }) => [http, https])) agent.destroy();
    },
  };
}
