import { createServer } from "node:net";

/** Below the port range of outgoing connections, which could occupy a free port before it is used. */
const [lowest, highest] = [10_240, 32_000];

/** Returns a free port, for programs that do not accept port 0. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = lowest + Math.floor(Math.random() * (highest - lowest));
    if (await isFree(port)) return port;
  }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer();
  return new Promise((resolve) => {
    server.once("error", () => resolve(false));
    server.listen(port, "127.0.0.1", () => server.close(() => resolve(true)));
  });
}
