import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { ApolloServer } from "@apollo/server";
import fastifyApollo from "@as-integrations/fastify";
import { fastify } from "fastify";
import { createSchema, createYoga } from "graphql-yoga";
import { mercurius } from "mercurius";
import type { Window } from "./windows-schema.ts";
import { createResolvers, typeDefs } from "./windows-schema.ts";

/** Starts one hand-written server. The parent process sends the windows and receives the URL. */
const servers: Readonly<Record<string, (windows: readonly Window[]) => Promise<string>>> = {
  async apollo(windows) {
    const apollo = new ApolloServer({ typeDefs, resolvers: createResolvers(windows), introspection: false });
    await apollo.start();
    const app = fastify();
    await app.register(fastifyApollo(apollo));
    return `${await app.listen({ port: 0, host: "127.0.0.1" })}/graphql`;
  },

  async yoga(windows) {
    const schema = createSchema({ typeDefs, resolvers: createResolvers(windows) });
    const server = createServer(createYoga({ schema, logging: false, maskedErrors: true, graphiql: false }));
    await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/graphql`;
  },

  mercurius: (windows) => startMercurius(windows, 0),

  "mercurius-jit": (windows) => startMercurius(windows, 1),
};

async function startMercurius(windows: readonly Window[], jit: number): Promise<string> {
  const app = fastify();
  await app.register(mercurius, {
    schema: typeDefs,
    resolvers: createResolvers(windows),
    jit,
  });
  return `${await app.listen({ port: 0, host: "127.0.0.1" })}/graphql`;
}

const start = servers[process.argv[2] ?? ""];
if (start === undefined) throw new Error(`Pass one of ${Object.keys(servers).join(", ")}.`);
process.once("message", async (windows) => void process.send?.(await start(windows as readonly Window[])));
