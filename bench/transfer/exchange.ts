import { Agent, request } from "node:http";

const agent = new Agent({ keepAlive: true });

/** A response as it is transferred. Fetch would decompress it. */
export interface Transferred {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** The size of the body. */
  readonly bytes: number;
  readonly durationMs: number;
}

export function exchange(url: string, headers: Readonly<Record<string, string>>): Promise<Transferred> {
  return new Promise((resolve, reject) => {
    const startedAt = performance.now();
    const sent = request(
      url,
      { agent, headers: { "apollo-require-preflight": "true", ...headers } },
      (response) => {
        let bytes = 0;
        response.on("data", (chunk: Buffer) => {
          bytes += chunk.length;
        });
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers as Record<string, string>,
            bytes,
            durationMs: performance.now() - startedAt,
          }),
        );
        response.on("error", reject);
      },
    );
    sent.on("error", reject);
    sent.end();
  });
}
