import { graphql } from "../graphql";

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
      totalCount
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
