import type { IncomingHttpHeaders, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

export interface ReceivedRequest {
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Receiver = Awaited<ReturnType<typeof startReceiver>>;

/** Starts an HTTP server that records requests. `respond` gets each with its number, from 1 on; 204 by default. */
export async function startReceiver(
  respond: (response: ServerResponse, number: number, request: ReceivedRequest) => void = (response) =>
    void response.writeHead(204).end(),
) {
  const requests: ReceivedRequest[] = [];
  let answer = respond;
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const { url = "", headers } = incoming;
    const request = { url, headers, body: Buffer.concat(chunks).toString() };
    requests.push(request);
    answer(outgoing, requests.length, request);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: new URL(`http://127.0.0.1:${port}/hook?token=planted-secret-url`),
    requests,
    /** The ids of the received webhooks, in order, with their types. */
    received: () =>
      requests.map(({ headers, body }) => [headers["webhook-id"], JSON.parse(body).type] as const),
    /** Changes how the server responds from now on. */
    respondWith(next: typeof respond): void {
      answer = next;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** Responds with a status. */
export const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse): void =>
    void response.writeHead(code, headers).end();
