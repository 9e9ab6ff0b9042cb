import { graphql } from "../graphql";

/** The query of the verdict and its stream select these fields, so that an answer of either replaces the other. */
graphql(`
  fragment Verdict on MaintenanceNow {
    at
    verdict
    clearAt
    nextChangeAt
    missing {
      message
    }
    totalCount
    windows {
      __typename
      ... on ScheduledWindow {
        id
        title
        provider
        certainty
        nextOccurrence {
          startsAt
          endsAt
        }
      }
    }
    sources {
      ...SourceState
    }
  }
`);

export const verdictStream = graphql(`
  subscription VerdictStream {
    maintenanceNow {
      ...Verdict
    }
  }
`);

/** Without the id of the previous window, for which the cache would mistake it for the window itself. */
export const eventStream = graphql(`
  subscription EventStream($after: ID, $from: DateTime!, $to: DateTime!) {
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
