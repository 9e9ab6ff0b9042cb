import { graphql } from "../graphql";

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
