import type { IncomingMessage } from "node:http";
import { createServer, request as sendRequest } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { connect } from "node:net";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";

export interface ConnectProxy {
  readonly url: string;
  readonly port: number;
  /** Each tunnel and each plain request so far, e.g. `CONNECT api.example.com:443` or `GET http://127.0.0.1:1/x`. */
  readonly requests: readonly string[];
  /** The `proxy-authorization` headers so far. */
  readonly authorizations: readonly (string | undefined)[];
  readonly close: () => Promise<void>;
}

/**
 * Starts an HTTP proxy. It rejects every request with `rejectWith`, if set. A tunnel to a host of `hosts` goes to that local port
 * instead, so that no test needs a real host.
 */
export async function startConnectProxy({
  rejectWith,
  hosts = {},
  delayMs = 0,
}: {
  readonly rejectWith?: number;
  /** How long a tunnel takes to open. */
  readonly delayMs?: number;
  readonly hosts?: Readonly<Record<string, number>>;
} = {}): Promise<ConnectProxy> {
  const requests: string[] = [];
  const authorizations: (string | undefined)[] = [];
  const sockets = new Set<Duplex>();

  function record({ method, url, headers }: IncomingMessage): void {
    requests.push(`${method} ${url}`);
    authorizations.push(headers["proxy-authorization"]);
  }

  const server = createServer((incoming, outgoing) => {
    record(incoming);
    if (rejectWith !== undefined) return void outgoing.writeHead(rejectWith).end("<html>proxy</html>");
    const { method, headers, url = "" } = incoming;
    const forwarded = sendRequest(url, { method, headers }, (response) => {
      outgoing.writeHead(response.statusCode ?? 502, response.headers);
      response.pipe(outgoing);
    });
    forwarded.on("error", () => outgoing.destroy());
    incoming.pipe(forwarded);
  });
  server.on("connect", async (incoming: IncomingMessage, client: Duplex) => {
    record(incoming);
    sockets.add(client);
    client.on("error", () => {});
    if (rejectWith !== undefined) return void client.end(`HTTP/1.1 ${rejectWith} Rejected\r\n\r\n`);
    await sleep(delayMs);
    const { hostname, port } = new URL(`http://${incoming.url}`);
    const target: Socket = connect(hosts[hostname] ?? Number(port), "127.0.0.1", () => {
      client.write("HTTP/1.1 200 Connection established\r\n\r\n");
      client.pipe(target).pipe(client);
    });
    target.on("error", () => client.destroy());
    client.on("close", () => target.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    requests,
    authorizations,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
        for (const socket of sockets) socket.destroy();
      }),
  };
}
