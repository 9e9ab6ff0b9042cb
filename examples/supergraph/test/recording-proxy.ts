import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

interface GraphQLRequest {
  readonly query: string;
  readonly variables?: { readonly representations?: readonly unknown[] };
}

/** Starts a proxy in front of a subgraph that records the router's requests. */
export async function startRecordingProxy(target: string) {
  let requests: GraphQLRequest[] = [];
  let lastHeaders: IncomingHttpHeaders = {};
  let open = 0;

  async function forward(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const request: unknown = body.length === 0 ? null : JSON.parse(body.toString());
    if (isGraphQLRequest(request)) requests.push(request);
    lastHeaders = incoming.headers;
    const { host: _host, connection: _connection, ...headers } = incoming.headers;
    const leaving = new AbortController();
    outgoing.once("close", () => leaving.abort());
    const response = await fetch(`${target}${new URL(incoming.url ?? "", target).search}`, {
      method: incoming.method ?? "POST",
      headers: headers as Record<string, string>,
      ...(body.length === 0 ? {} : { body }),
      signal: leaving.signal,
    });
    outgoing.writeHead(response.status, { "content-type": response.headers.get("content-type") ?? "" });
    for await (const chunk of response.body ?? []) outgoing.write(chunk);
    outgoing.end();
  }

  const server = createServer((incoming, outgoing) => {
    open += 1;
    outgoing.once("close", () => {
      open -= 1;
    });
    // A connection that breaks on one side breaks on the other.
    forward(incoming, outgoing).catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

  /** Returns the requests since the last call. */
  function takeRequests(): readonly GraphQLRequest[] {
    const taken = requests;
    requests = [];
    return taken;
  }

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    takeRequests,
    /** Returns the number of representations in each `_entities` request since the last call. */
    takeEntityRequests: (): readonly number[] =>
      takeRequests().flatMap(({ variables }) => variables?.representations?.length ?? []),
    /** Returns the headers of the last request. */
    lastHeaders: () => lastHeaders,
    /** Returns the number of requests whose response has not ended. */
    openRequests: () => open,
    /** Breaks all connections, as a crash of the subgraph does. */
    breakConnections: () => server.closeAllConnections(),
    stop: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function isGraphQLRequest(value: unknown): value is GraphQLRequest {
  return typeof value === "object" && value !== null && "query" in value;
}
