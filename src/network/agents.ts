import type { Agent as HttpAgent } from "node:http";
import type { Agent as HttpsAgent } from "node:https";
import type { LookupFunction } from "node:net";
import type { NetworkSettings } from "./network-settings.js";
import { createTunnelAgent } from "./tunnel-agent.js";

/** The connections that requests share. */
export interface Agents {
  readonly http: HttpAgent;
  readonly https: HttpsAgent;
}

export function createAgents(
  { proxies, certificateAuthorities }: NetworkSettings,
  keepAliveTimeoutMs: number,
  /** Replaces the lookup of names. Not called for proxies, nor for hosts that are reached through one. */
  lookup?: LookupFunction,
): Agents {
  // As imports, these modules would take time at every start.
  const [http, tls] = [process.getBuiltinModule("node:http"), process.getBuiltinModule("node:tls")];
  const options = {
    proxyEnv: { ...proxies },
    ...(lookup === undefined ? {} : { lookup }),
    // The time that a connection can be idle. It does not limit requests.
    ...(keepAliveTimeoutMs > 0 ? { keepAlive: true, timeout: keepAliveTimeoutMs } : { keepAlive: false }),
  };
  const secureContext =
    certificateAuthorities === null
      ? {}
      : { secureContext: tls.createSecureContext({ ca: [...certificateAuthorities] }) };
  return { http: new http.Agent(options), https: createTunnelAgent({ ...options, ...secureContext }) };
}

/** Closes the connections that no request uses. */
export function closeIdle(agents: Agents): void {
  const idle = [agents.http, agents.https].flatMap(({ freeSockets }) => Object.values(freeSockets).flat());
  for (const socket of idle) socket?.destroy();
}
