import { graphql } from "../graphql";

export const verdictStream = graphql(`
  subscription VerdictStream($filter: MaintenanceWindowSelection, $lasting: Duration) {
    maintenanceNow(filter: $filter, lasting: $lasting) {
      ...Verdict
    }
  }
`);

/** Without the id of the previous window, for which the cache would mistake it for the window itself. */
export const eventStream = graphql(`
  subscription EventStream($after: ID) {
    maintenanceWindowChanged(after: $after) {
      __typename
      position
      ... on MaintenanceWindowEvent {
        window {
          ...Window
        }
        previous {
          revision
        }
      }
    }
  }
`);

export const shownRevision = graphql(`
  fragment ShownRevision on ScheduledWindow {
    revision
  }
`);
