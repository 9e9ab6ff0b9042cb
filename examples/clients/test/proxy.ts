import { once } from "node:events";
import type { Socket } from "node:net";
import { connect, createServer } from "node:net";

/** Starts a proxy of the gateway that can break its connections. */
export async function startProxy(url: string) {
  const { hostname, port, pathname } = new URL(url);
  const sockets = new Set<Socket>();
  let refuses = false;
  const server = createServer((socket) => {
    if (refuses) {
      socket.destroy();
      return;
    }
    const upstream = connect(Number(port), hostname);
    for (const [one, other] of [
      [socket, upstream],
      [upstream, socket],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      // A broken connection breaks both halves.
      one
        .on("error", () => {})
        .on("close", () => {
          sockets.delete(one);
          other.destroy();
        });
    }
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("The proxy has no port.");
  const breakAll = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    url: `http://127.0.0.1:${address.port}${pathname}`,
    /** Breaks all connections, and refuses new ones until `accept`. */
    break() {
      refuses = true;
      breakAll();
    },
    accept() {
      refuses = false;
    },
    async stop() {
      server.close();
      breakAll();
      await once(server, "close");
    },
  };
}
