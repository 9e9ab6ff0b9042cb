/** The part of the gateway's schema that the load queries, over windows in memory and with nothing else to do. */
export const typeDefs = `
  type Query { maintenanceWindows(first: Int = 50): MaintenanceWindowConnection! }
  type MaintenanceWindowConnection { totalCount: Int! nodes: [MaintenanceWindow!]! pageInfo: PageInfo! }
  type PageInfo { hasNextPage: Boolean! endCursor: String }
  union MaintenanceWindow = FlinkMaintenanceWindow | DatadogMaintenanceWindow
  enum MaintenanceStatus { ACTIVE SCHEDULED ENDED }
  type Occurrence { startsAt: String! endsAt: String! }
  type FlinkApplication { arn: ID! name: String! region: String! status: String! }
  type FlinkMaintenanceWindow {
    id: ID! startTime: String! endTime: String! status: MaintenanceStatus!
    application: FlinkApplication! nextOccurrence: Occurrence
  }
  type DatadogMaintenanceWindow {
    id: ID! name: String! query: String! startsAt: String! endsAt: String! status: MaintenanceStatus!
    nextOccurrence: Occurrence
  }
`;

/** A window as the gateway returned it, with `__typename`. */
export interface Window {
  readonly __typename: string;
  readonly id: string;
}

export const createResolvers = (windows: readonly Window[]) => ({
  Query: {
    maintenanceWindows(_query: unknown, { first }: { readonly first: number }) {
      const nodes = windows.slice(0, first);
      const pageInfo = { hasNextPage: first < windows.length, endCursor: nodes.at(-1)?.id ?? null };
      return { totalCount: windows.length, nodes, pageInfo };
    },
  },
});
