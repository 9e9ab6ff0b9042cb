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
