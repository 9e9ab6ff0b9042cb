import { readFileSync } from "node:fs";
import { ApolloServer } from "@apollo/server";
import { ApolloServerPluginInlineTraceDisabled } from "@apollo/server/plugin/disabled";
import { startStandaloneServer } from "@apollo/server/standalone";
import { buildSubgraphSchema } from "@apollo/subgraph";
import { parse } from "graphql";
import type { Service, Team } from "./data.ts";
import { services, teams, users } from "./data.ts";
import type { Gate } from "./deployability.ts";
import { askDeployability } from "./deployability.ts";

type Reference = Readonly<Record<string, string>>;

const named = (names: readonly string[]) => services.filter(({ name }) => names.includes(name));

/** Resolvers for the catalogue's own types, and for its fields on the maintenance gateway's entities. */
const resolvers = {
  Query: {
    services: () => services,
    service: (_query: unknown, { name }: Reference) =>
      services.find((service) => service.name === name) ?? null,
    teams: () => ({
      nodes: teams,
      pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
    }),
  },
  Service: {
    __resolveReference: async ({ name }: Reference) =>
      services.find((service) => service.name === name) ?? null,
    team: ({ team }: Service) => teams.find(({ name }) => name === team),
    flinkApplications: ({ applications }: Service) => applications.map((arn) => ({ arn })),
    deployable: (service: Service, { lasting }: { readonly lasting?: string | null }, gate: Gate) =>
      askDeployability(service, lasting ?? null, gate),
  },
  Team: {
    __resolveReference: async ({ name }: Reference) => teams.find((team) => team.name === name) ?? null,
    maintenanceSources: ({ sources }: Team) => sources.map((id) => ({ id })),
  },
  FlinkApplication: {
    __resolveReference: async ({ arn }: Reference) => ({ arn }),
    service: ({ arn = "" }: Reference) =>
      services.find(({ applications }) => applications.includes(arn)) ?? null,
  },
  DatadogMaintenanceWindow: {
    __resolveReference: async ({ id, query }: Reference) => ({ id, query }),
    services: ({ query = "" }: Reference) =>
      named(query.split(" ").map((term) => term.replace("service:", ""))),
  },
  MaintenanceSource: {
    __resolveReference: async ({ id }: Reference) => ({ id }),
    team: ({ id = "" }: Reference) => teams.find(({ sources }) => sources.includes(id)) ?? null,
  },
  DatadogUser: {
    __resolveReference: async ({ id }: Reference) => users.find((user) => user.id === id) ?? { id },
  },
};

export interface CatalogueOptions {
  /** Port 0 selects any free port. */
  readonly port: number;
  /** GraphQL endpoint of the maintenance gateway, or of a router in front of it. It need not run yet. */
  readonly maintenanceUrl: string;
}

/** Starts the catalogue subgraph on loopback. */
export async function startCatalogue({ port, maintenanceUrl }: CatalogueOptions) {
  const typeDefs = parse(readFileSync(new URL("schema.graphql", import.meta.url), "utf8"));
  const server = new ApolloServer<Gate>({
    schema: buildSubgraphSchema([{ typeDefs, resolvers }]),
    plugins: [ApolloServerPluginInlineTraceDisabled()],
    // The program that starts the server handles signals.
    stopOnTerminationSignals: false,
  });
  const { url } = await startStandaloneServer(server, {
    listen: { host: "127.0.0.1", port },
    context: async ({ req: { headers } }) => ({ url: maintenanceUrl, headers }),
  });
  return { url: new URL("graphql", url).href, stop: () => server.stop() };
}
