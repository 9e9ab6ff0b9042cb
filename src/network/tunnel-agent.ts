import type { ClientRequestArgs } from "node:http";
import type { Agent, AgentOptions } from "node:https";
import type { Duplex } from "node:stream";

/** What a request tells its agent. Node.js does not pass on a request's own `signal`. */
export interface TunnelOptions {
  readonly tunnelSignal: AbortSignal;
}

/**
 * Creates an agent that ends a tunnel that is being opened as soon as its request is aborted. Node.js itself would wait for the
 * proxy, however long it takes, and keep the connection to it. The timeout of idle connections does not limit how long a proxy
 * can take.
 */
export function createTunnelAgent(agentOptions: AgentOptions): Agent {
  const https = process.getBuiltinModule("node:https");
  class TunnelAgent extends https.Agent {
    override createConnection(
      options: ClientRequestArgs & Partial<TunnelOptions>,
      callback?: (error: Error | null, stream: Duplex) => void,
    ): Duplex | null | undefined {
      const { tunnelSignal: signal } = options;
      // Without a listener, the error would end the process.
      const abort = () => socket?.on("error", () => {}).destroy(signal?.reason);
      const heedNoLonger = () => signal?.removeEventListener("abort", abort);
      const socket = super.createConnection({ ...options, timeout: undefined }, (error, stream) => {
        heedNoLonger();
        callback?.(error, stream);
      });
      // Without a proxy, Node.js does not call back.
      socket?.once("free", heedNoLonger).once("close", heedNoLonger);
      if (signal?.aborted) abort();
      else signal?.addEventListener("abort", abort, { once: true });
      return socket;
    }
  }
  return new TunnelAgent(agentOptions);
}
