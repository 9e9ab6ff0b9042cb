import { ApolloGateway, IntrospectAndCompose, RemoteGraphQLDataSource } from "@apollo/gateway";
import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";
import type { Subgraph } from "../compose.ts";

interface RouterContext {
  readonly headers?: Readonly<Record<string, string | string[] | undefined>>;
}

const forwarded = [
  "authorization",
  "traceparent",
  "tracestate",
  "x-request-id",
  "x-request-timeout-ms",
  "apollographql-client-name",
];

/** Starts Apollo's JavaScript router, with Apollo's composer and planner. Redacts errors as Apollo Router does. */
export async function startApolloGateway(subgraphs: readonly Subgraph[], secret: string, port: number) {
  const gateway = new ApolloGateway({
    supergraphSdl: new IntrospectAndCompose({ subgraphs: [...subgraphs] }),
    buildService: ({ name, url = "" }) =>
      new RemoteGraphQLDataSource<RouterContext>({
        url,
        willSendRequest({ request, context }) {
          for (const header of forwarded) {
            const value = context.headers?.[header];
            if (typeof value === "string") request.http?.headers.set(header, value);
          }
          if (name === "maintenance") request.http?.headers.set("router-authorization", secret);
        },
      }),
  });
  const server = new ApolloServer<RouterContext>({
    gateway,
    formatError: ({ path }) => ({
      message: "Subgraph errors redacted",
      ...(path === undefined ? {} : { path }),
    }),
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: "127.0.0.1", port },
    context: async ({ req }) => ({ headers: req.headers }),
  });
  return { url, stop: () => server.stop() };
}
