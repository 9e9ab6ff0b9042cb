import { ApolloServer } from "@apollo/server";
import { startStandaloneServer } from "@apollo/server/standalone";

/** A server written by hand for one page of one list, with the same windows in memory and nothing else to do. */
const typeDefs = `#graphql
  enum Status { ACTIVE SCHEDULED ENDED }
  interface ScheduledWindow { id: ID! title: String! status: Status! nextOccurrence: Occurrence source: Source! }
  type Occurrence { startsAt: String! endsAt: String! }
  type Source { id: ID! }
  type FlinkMaintenanceWindow implements ScheduledWindow { id: ID! title: String! status: Status! nextOccurrence: Occurrence source: Source! startTime: String! endTime: String! }
  type DatadogMaintenanceWindow implements ScheduledWindow { id: ID! title: String! status: Status! nextOccurrence: Occurrence source: Source! query: String! }
  union MaintenanceWindow = FlinkMaintenanceWindow | DatadogMaintenanceWindow
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  type Connection { nodes: [MaintenanceWindow!]! pageInfo: PageInfo! }
  type Query { maintenanceWindows(first: Int = 50, after: String): Connection! }
`;

interface Window {
  readonly __typename: string;
  readonly id: string;
}

process.once("message", async (windows: readonly Window[]) => {
  const server = new ApolloServer({
    typeDefs,
    introspection: false,
    resolvers: {
      Query: {
        maintenanceWindows(_root: unknown, { first, after }: { first: number; after?: string }) {
          const begin = after === undefined ? 0 : windows.findIndex(({ id }) => id === after) + 1;
          const nodes = windows.slice(begin, begin + first);
          return {
            nodes,
            pageInfo: { hasNextPage: begin + first < windows.length, endCursor: nodes.at(-1)?.id ?? null },
          };
        },
      },
    },
  });
  const { url } = await startStandaloneServer(server, { listen: { port: 0, host: "127.0.0.1" } });
  process.send?.(url.replace(/\/$/, ""));
});
