import type { AddressGuard } from "./address-guard.js";
import type { Agents } from "./agents.js";
import { closeIdle, createAgents } from "./agents.js";
import { defaultConnectTimeoutMs, writeKeepAliveTimeoutMs } from "./constants.js";
import type { HttpRequest, RequestKind } from "./exchange.js";
import { DeadConnectionError, exchange } from "./exchange.js";
import type { HttpResponse } from "./http-response.js";
import { responseOf } from "./http-response.js";
import type { NetworkSettings } from "./network-settings.js";
import { proxyAuthenticationRequired, proxyRejected } from "./proxy-error.js";

/** Sends every request of the gateway to another host, except traces. */
export interface HttpClient {
  /**
   * Sends a request. Follows no redirects, so that no credentials go to another host. Rejects with Node.js's errors, ProxyError, or
   * PrivateAddressError.
   */
  readonly send: (request: HttpRequest) => Promise<HttpResponse>;
  readonly close: () => void;
}

/**
 * Creates the client. It keeps connections open between requests. A firewall or the server may have dropped an idle one: if a
 * reused connection breaks before any byte of a response, the request is sent again on a new connection. If a reused connection
 * stays silent, no time is left for that, but the other idle ones are closed.
 *
 * After such a break, it is unknown whether the request has arrived. So a write that cannot be repeated always gets a new
 * connection, and one that can be repeated gets only a connection that another write has just used, as in a bulk change.
 */
export function createHttpClient(
  settings: NetworkSettings,
  connectTimeoutMs = defaultConnectTimeoutMs,
  guard: AddressGuard | null = null,
): HttpClient {
  let agents: Readonly<Record<RequestKind, Agents>> | undefined;

  async function send(request: HttpRequest): Promise<HttpResponse> {
    const { keepAliveTimeoutMs } = settings;
    guard?.check(request.url.hostname);
    const agentsFor = (keptMs: number) => createAgents(settings, keptMs, guard?.lookup);
    agents ??= {
      READ: agentsFor(keepAliveTimeoutMs),
      REPEATABLE_WRITE: agentsFor(Math.min(keepAliveTimeoutMs, writeKeepAliveTimeoutMs)),
      WRITE: agentsFor(0),
    };
    const { [request.kind]: pool, WRITE: newConnections } = agents;
    const exchangeWith = (given: Agents) => exchange(request, given, settings.proxies, connectTimeoutMs);
    const response = await exchangeWith(pool).catch((error: unknown) => {
      if (!(error instanceof DeadConnectionError)) throw error;
      // The firewall has probably dropped the other idle connections too.
      closeIdle(pool);
      if (request.signal.aborted) throw error.cause ?? error;
      return exchangeWith(newConnections);
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
