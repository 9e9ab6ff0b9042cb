import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";

export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

export interface RecordingServer {
  readonly url: string;
  readonly requests: readonly RecordedRequest[];
  /** Maximum number of concurrent requests. */
  readonly mostAtOnce: () => number;
  readonly close: () => Promise<void>;
}

/** Starts a plain HTTP server that records whole requests, headers included, and responds after `latencyMs`. */
export async function startRecordingServer(
  respond: (request: RecordedRequest) => unknown,
  latencyMs = 0,
): Promise<RecordingServer> {
  const requests: RecordedRequest[] = [];
  let atOnce = 0;
  let most = 0;
  const server = createServer(async (incoming, outgoing) => {
    atOnce += 1;
    most = Math.max(most, atOnce);
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { method = "", url = "", headers } = incoming;
    const request = { method, url, headers, body: Buffer.concat(chunks).toString() };
    requests.push(request);
    await sleep(latencyMs);
    atOnce -= 1;
    outgoing.setHeader("content-type", "application/json").end(JSON.stringify(respond(request)));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    mostAtOnce: () => most,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
