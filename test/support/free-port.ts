import { createServer } from "node:net";

/** Below the ports that systems give to outgoing connections, which would take a free one away between two moments. */
const [lowest, highest] = [10_240, 32_000];

/** For a program that takes no port 0. */
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
