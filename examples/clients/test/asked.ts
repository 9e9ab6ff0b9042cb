import { graphql } from "relay-runtime";

/** Operations whose answers overlap. Apollo Client and urql send the texts that Relay's compiler makes of them. */

const fields = graphql`
  fragment askedWindow on MaintenanceWindow {
    __typename
    ... on ScheduledWindow { id title revision nextOccurrence(after: "2030-01-07T00:00:00Z") { startsAt } }
    ... on DatadogMaintenanceWindow { query }
  }
`;
const overlaps = graphql`
  fragment askedOverlaps on OverlappingWindows {
    nodes {
      certainty
      window { ...askedWindow @relay(mask: false) }
      firstOverlap { endsAt local(timeZone: "Europe/Berlin") { endsAt } }
    }
  }
`;
const sources = graphql`
  fragment askedSources on MaintenanceWindowConnection {
    sources { state source { id } error { __typename code } }
  }
`;

/** Variables: `first` and `after` of a list, `id` of a window, and whether to select `more`. */
export const queries = [
  graphql`query askedCountQuery($first: Int!) { maintenanceWindows(orderBy: { field: TITLE }, first: $first) { totalCount } }`,
  graphql`query askedSourcesQuery($first: Int!) {
    maintenanceWindows(orderBy: { field: TITLE }, first: $first) { ...askedSources @relay(mask: false) }
  }`,
  graphql`query askedEdgesQuery($first: Int!) {
    maintenanceWindows(orderBy: { field: TITLE }, first: $first) {
      totalCount
      edges { cursor node { ...askedWindow @relay(mask: false) } }
      pageInfo { hasNextPage endCursor }
      ...askedSources @relay(mask: false)
    }
  }`,
  graphql`query askedNodesQuery($first: Int!, $more: Boolean!) {
    maintenanceWindows(orderBy: { field: TITLE }, first: $first) {
      nodes { ...askedWindow @relay(mask: false) }
      totalCount @include(if: $more)
      sources @skip(if: $more) { state source { id } }
    }
  }`,
  graphql`query askedPageInfoQuery($first: Int!) {
    maintenanceWindows(orderBy: { field: TITLE }, first: $first) { pageInfo { hasNextPage } }
  }`,
  graphql`query askedEveryQuery { maintenanceWindows(orderBy: { field: TITLE }) { nodes { ...askedWindow @relay(mask: false) } } }`,
  graphql`query askedEveryCountQuery { maintenanceWindows(orderBy: { field: TITLE }) { totalCount } }`,
  graphql`query askedAliasesQuery {
    few: maintenanceWindows(orderBy: { field: TITLE }, first: 2) { totalCount nodes { ...askedWindow @relay(mask: false) } }
    every: maintenanceWindows(orderBy: { field: TITLE }, first: 50) { nodes { ...askedWindow @relay(mask: false) } }
  }`,
  graphql`query askedCalendarQuery($first: Int!) {
    maintenanceOccurrences(from: "2030-01-07T00:00:00Z", to: "2030-01-08T00:00:00Z", first: $first) {
      edges { node { id startsAt endsAt window { ...askedWindow @relay(mask: false) } } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  graphql`query askedCalendarEndsQuery($first: Int!) {
    maintenanceOccurrences(from: "2030-01-07T00:00:00Z", to: "2030-01-08T00:00:00Z", first: $first) {
      nodes { id certainty endsAt local(timeZone: "Europe/Berlin") { endsAt } }
      totalCount
    }
  }`,
  graphql`query askedCalendarSourcesQuery($first: Int!) {
    maintenanceOccurrences(from: "2030-01-07T00:00:00Z", to: "2030-01-08T00:00:00Z", first: $first) {
      sources { state source { id } }
    }
  }`,
  graphql`query askedCountsQuery($first: Int!) {
    maintenanceWindows(orderBy: { field: TITLE }, first: $first) {
      counts { byStatus { status count } bySource { source { id } count } }
    }
  }`,
  graphql`query askedDailyHoursQuery($first: Int!, $more: Boolean!) {
    maintenanceWindows(orderBy: { field: TITLE }, first: $first) {
      counts {
        byDailyHours {
          startTime
          count @include(if: $more)
          nextOccurrence(after: "2030-01-07T00:00:00Z") { startsAt endsAt @skip(if: $more) }
        }
      }
    }
  }`,
  graphql`query askedFirstDailyHoursQuery($first: Int!) {
    maintenanceWindows(orderBy: { field: TITLE }, first: $first) {
      counts { byDailyHours(first: 2) { startTime endTime count } }
    }
  }`,
  graphql`query askedDailyOccurrencesQuery($first: Int!) {
    maintenanceWindows(orderBy: { field: TITLE }, first: $first) {
      counts {
        byStatus { status count }
        byDailyHours {
          endTime
          nextOccurrence(after: "2030-01-07T00:00:00Z") { local(timeZone: "Europe/Berlin") { startsAt } }
          occurrences(from: "2030-01-07T00:00:00Z", to: "2030-01-09T00:00:00Z", first: 3) { startsAt }
        }
      }
    }
  }`,
  graphql`query askedProviderCountsQuery($first: Int!) {
    maintenanceWindows(orderBy: { field: TITLE }, first: $first) { totalCount counts { byProvider { provider count } } }
  }`,
  graphql`query askedApplicationsQuery($first: Int!) {
    flinkApplications(first: $first) {
      totalCount
      edges { cursor node { id name status maintenanceWindow { ...askedWindow @relay(mask: false) } } }
      pageInfo { hasNextPage endCursor }
    }
  }`,
  graphql`query askedApplicationSourcesQuery($first: Int!) {
    flinkApplications(first: $first) { totalCount sources { state source { id } } }
  }`,
  graphql`query askedOverlappingQuery($first: Int!) {
    maintenanceWindows(orderBy: { field: TITLE }, first: $first) {
      nodes {
        ... on ScheduledWindow {
          id
          overlapping(certainties: [DECLARED, POSSIBLE], first: 3) { ...askedOverlaps @relay(mask: false) }
        }
      }
    }
  }`,
  graphql`query askedOverlapsOfWindowQuery($id: ID!, $more: Boolean!) {
    maintenanceWindow(id: $id) {
      ... on ScheduledWindow {
        id
        title
        overlapping(certainties: [DECLARED, POSSIBLE], first: 3) {
          hasMore
          nodes @include(if: $more) { firstOverlap { endsAt } }
          sources @skip(if: $more) { state source { id } }
        }
        declared: overlapping(first: 3) { ...askedOverlaps @relay(mask: false) }
      }
    }
  }`,
  graphql`query askedWindowQuery($id: ID!) {
    maintenanceWindow(id: $id) {
      ... on ScheduledWindow {
        id
        title
        nextOccurrence(after: "2030-01-07T00:00:00Z") { startsAt endsAt }
      }
    }
  }`,
  graphql`query askedTitleQuery($id: ID!) { maintenanceWindow(id: $id) { ... on ScheduledWindow { id title } } }`,
  graphql`query askedVerdictQuery { maintenanceNow(at: "2030-01-07T12:00:00Z") { verdict totalCount } }`,
  graphql`query askedReasonsQuery {
    maintenanceNow(at: "2030-01-07T12:00:00Z") {
      verdict
      reasons { startsAt window { ...askedWindow @relay(mask: false) } }
      missing { kind }
      sources { state source { id } }
    }
  }`,
  graphql`query askedMixedQuery($first: Int!, $more: Boolean!) {
    maintenanceWindows(orderBy: { field: TITLE }, first: $first) { totalCount }
    maintenanceNow(at: "2030-01-07T12:00:00Z") { verdict }
    maintenanceOccurrences(from: "2030-01-07T00:00:00Z", to: "2030-01-08T00:00:00Z", first: $first) @include(if: $more) {
      nodes { startsAt }
    }
  }`,
];

export const mutations = {
  create: graphql`mutation askedCreateMutation($input: CreateDatadogMaintenanceWindowInput!) {
    createDatadogMaintenanceWindow(input: $input) { __typename ... on DatadogMaintenanceWindowChanged { outcome } }
  }`,
  rename: graphql`mutation askedRenameMutation($input: UpdateDatadogMaintenanceWindowInput!) {
    updateDatadogMaintenanceWindow(input: $input) {
      __typename
      ... on DatadogMaintenanceWindowChanged { window { id title } }
    }
  }`,
  move: graphql`mutation askedMoveMutation($input: UpdateFlinkMaintenanceWindowInput!) {
    updateFlinkMaintenanceWindow(input: $input) {
      __typename
      ... on MaintenanceWindowChange { outcome }
      ... on FlinkMaintenanceWindowChanged { window { ...askedWindow @relay(mask: false) } }
    }
  }`,
  remove: graphql`mutation askedRemoveMutation($input: DeleteDatadogMaintenanceWindowInput!) {
    deleteDatadogMaintenanceWindow(input: $input) { __typename }
  }`,
  bulk: graphql`mutation askedBulkMutation($changes: [MaintenanceWindowChangeInput!]!) {
    changeMaintenanceWindows(changes: $changes) { __typename }
  }`,
};

/** Used by the operations. */
export const fragments = [fields, overlaps, sources];
