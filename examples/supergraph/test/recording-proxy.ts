import type { IncomingHttpHeaders } from "node:http";
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
  const server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk);
    const body = Buffer.concat(chunks);
    const request: unknown = body.length === 0 ? null : JSON.parse(body.toString());
    if (isGraphQLRequest(request)) requests.push(request);
    lastHeaders = incoming.headers;
    const { host: _host, connection: _connection, ...headers } = incoming.headers;
    const response = await fetch(target, {
      method: incoming.method ?? "POST",
      headers: headers as Record<string, string>,
      ...(body.length === 0 ? {} : { body }),
    });
    outgoing.writeHead(response.status, { "content-type": response.headers.get("content-type") ?? "" });
    outgoing.end(await response.text());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`,
    /** Returns the number of representations in each `_entities` request since the last call. */
    takeEntityRequests(): readonly number[] {
      const taken = requests.flatMap(({ variables }) => variables?.representations?.length ?? []);
      requests = [];
      return taken;
    },
    /** Returns the headers of the last request. */
    lastHeaders: () => lastHeaders,
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
