import { graphql } from "./graphql";

/** Every part of the page and every mutation selects these fields, so that a change appears everywhere at once. */
export const windowFragment = graphql(`
  fragment Window on MaintenanceWindow {
    __typename
    ... on ScheduledWindow {
      id
      title
      provider
      revision
      status
      certainty
      consoleUrl
      source {
        id
      }
      nextOccurrence {
        startsAt
        endsAt
      }
    }
    ... on FlinkMaintenanceWindow {
      startTime
      endTime
      application {
        id
        status
      }
    }
    ... on DatadogMaintenanceWindow {
      name
      query
      startsAt
      endsAt
    }
  }
`);

/** State of one source. The page warns about sources that failed, are stale or lack windows. */
graphql(`
  fragment SourceState on SourceResult {
    state
    fetchedAt
    error {
      __typename
      code
      message
    }
    unreadableCount
    source {
      id
      provider
      region
      site
      capabilities {
        create
        update
        delete
      }
    }
  }
`);

/** The query of the verdict and its stream select these fields, so that an answer of either replaces the other. */
graphql(`
  fragment Verdict on MaintenanceNow {
    at
    verdict
    clearAt
    opensAt
    nextChangeAt
    missing {
      message
    }
    reasons(first: 4) {
      window {
        __typename
        ... on ScheduledWindow {
          id
          title
        }
      }
    }
    sources {
      ...SourceState
    }
  }
`);

export const verdictQuery = graphql(`
  query Verdict($filter: MaintenanceWindowSelection, $lasting: Duration) {
    maintenanceNow(filter: $filter, lasting: $lasting) {
      ...Verdict
    }
  }
`);

/**
 * How many windows there are in each section. The counts by status and by source ignore their own filter, so that they say what another
 * choice would show.
 */
export const summaryQuery = graphql(`
  query Summary(
    $filter: MaintenanceWindowFilter!
    $withoutStatus: MaintenanceWindowFilter!
    $withoutSource: MaintenanceWindowFilter!
    $underway: MaintenanceWindowFilter!
    $open: MaintenanceWindowFilter!
    $upcoming: MaintenanceWindowFilter!
    $possible: MaintenanceWindowFilter!
    $ended: MaintenanceWindowFilter!
  ) {
    windows: maintenanceWindows(filter: $filter, first: 0) {
      totalCount
      sources {
        state
        source {
          id
        }
      }
    }
    withoutStatus: maintenanceWindows(filter: $withoutStatus, first: 0) {
      counts {
        byStatus {
          status
          count
        }
      }
    }
    withoutSource: maintenanceWindows(filter: $withoutSource, first: 0) {
      counts {
        bySource {
          count
          source {
            id
          }
        }
      }
      sources {
        ...SourceState
      }
    }
    underway: maintenanceWindows(filter: $underway, first: 0) {
      totalCount
    }
    open: maintenanceWindows(filter: $open, first: 0) {
      totalCount
    }
    upcoming: maintenanceWindows(filter: $upcoming, first: 0) {
      totalCount
    }
    possible: maintenanceWindows(filter: $possible, first: 0) {
      totalCount
    }
    ended: maintenanceWindows(filter: $ended, first: 0) {
      totalCount
    }
  }
`);

/** The daily hours of Flink applications. A day has 1,440 minutes, so these are all. */
export const dailyHoursQuery = graphql(`
  query DailyHours($filter: MaintenanceWindowFilter!) {
    maintenanceWindows(filter: $filter, first: 0) {
      counts {
        byDailyHours(first: 1440) {
          startTime
          endTime
          count
          nextOccurrence {
            startsAt
            endsAt
          }
        }
      }
    }
  }
`);

export const windowsQuery = graphql(`
  query Windows($filter: MaintenanceWindowFilter!, $orderBy: MaintenanceWindowOrder!, $first: Int!, $after: String) {
    maintenanceWindows(filter: $filter, orderBy: $orderBy, first: $first, after: $after) {
      totalCount
      pageInfo {
        hasNextPage
        endCursor
      }
      nodes {
        ...Window
      }
    }
  }
`);

/** Why the data of these sources is old or incomplete, and which of their windows could not be read. Only selected when it is shown. */
export const problemsQuery = graphql(`
  query Problems($sources: [ID!]!) {
    maintenanceWindows(filter: { sources: $sources }, first: 0) {
      sources {
        source {
          id
        }
        unreadable {
          id
          error {
            message
          }
        }
      }
    }
  }
`);

/** The selected windows, which need not be on the page. */
export const selectedQuery = graphql(`
  query Selected($ids: [ID!]!) {
    maintenanceWindows(filter: { ids: $ids }, first: 200) {
      nodes {
        ...Window
      }
    }
  }
`);

/** All that is known about one window. The names of Datadog users and the history cost further calls, so only the details select them. */
export const windowQuery = graphql(`
  query WindowDetails($id: ID!) {
    maintenanceWindow(id: $id) {
      ...Window
      ... on ScheduledWindow {
        overlapping(first: 5) {
          hasMore
          nodes {
            firstOverlap {
              startsAt
              endsAt
            }
            window {
              __typename
              ... on ScheduledWindow {
                id
                title
              }
            }
          }
          sources {
            state
            source {
              id
            }
          }
        }
      }
      ... on FlinkMaintenanceWindow {
        application {
          id
          region
          accountId
          runtimeEnvironment
          maintenanceHistory(first: 3) {
            operationId
            startedAt
            endedAt
            status
          }
        }
      }
      ... on DatadogMaintenanceWindow {
        createdBy {
          id
          name
        }
        updatedBy {
          id
          name
        }
      }
    }
  }
`);
