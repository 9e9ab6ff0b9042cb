import { graphql } from "../graphql";

/** Announced windows, and windows whose maintenance is under way, also outside their hours. */
export const timelineQuery = graphql(`
  query Timeline(
    $from: DateTime!
    $to: DateTime!
    $announced: MaintenanceWindowFilter!
    $underway: MaintenanceWindowFilter!
  ) {
    maintenanceOccurrences(from: $from, to: $to, filter: $announced, first: 500) {
      totalCount
      sources {
        ...SourceState
      }
      nodes {
        startsAt
        endsAt
        certainty
        window {
          __typename
          ... on ScheduledWindow {
            id
            title
            provider
          }
        }
      }
    }
    maintenanceWindows(filter: $underway, first: 50) {
      totalCount
      sources {
        ...SourceState
      }
      nodes {
        __typename
        ... on ScheduledWindow {
          id
          title
          provider
          occurrences(from: $from, to: $to, first: 31) {
            startsAt
            endsAt
          }
        }
      }
    }
  }
`);

/**
 * Windows in which maintenance is only possible, as one entry for each daily start time. With 30 days, more entries would cost more than
 * the gateway allows for one operation. The page compares `totalCount` with the entries, and says how many windows are missing.
 */
export const timelineHoursQuery = graphql(`
  query TimelineHours($from: DateTime!, $to: DateTime!, $possible: MaintenanceWindowFilter!) {
    maintenanceWindows(filter: $possible, first: 0) {
      totalCount
      sources {
        ...SourceState
      }
      counts {
        byDailyHours(first: 110) {
          startTime
          endTime
          count
          occurrences(from: $from, to: $to, first: 31) {
            startsAt
            endsAt
          }
        }
      }
    }
  }
`);

/**
 * When the maintenance that is under way began. For each application, this costs the gateway a call to AWS, which can be slow or fail,
 * so the timeline does not wait for it.
 */
export const timelineRunsQuery = graphql(`
  query TimelineRuns($underway: MaintenanceWindowFilter!) {
    maintenanceWindows(filter: $underway, first: 50) {
      nodes {
        __typename
        ... on FlinkMaintenanceWindow {
          id
          application {
            id
            maintenanceHistory(first: 1) {
              operationId
              startedAt
              status
            }
          }
        }
      }
    }
  }
`);
