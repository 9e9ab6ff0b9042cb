import { graphql } from "../graphql";

/** Overlaps that the details show at first, and those that the API returns at most. */
export const firstOverlaps = 5;
export const allOverlaps = 50;

/** All that is known about one window. The names of Datadog users and the history cost further calls, so only the details select them. */
export const windowQuery = graphql(`
  query WindowDetails($id: ID!, $overlaps: Int!) {
    maintenanceWindow(id: $id) {
      ...Window
      ... on ScheduledWindow {
        overlapping(first: $overlaps) {
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
