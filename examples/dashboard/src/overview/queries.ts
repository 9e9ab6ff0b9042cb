import { graphql } from "../graphql";

/** The query of the verdict and its stream select these fields, so that an answer of either replaces the other. */
graphql(`
  fragment Verdict on MaintenanceNow {
    at
    verdict
    clearAt
    opensAt
    nextChangeAt
    totalCount
    missing {
      message
    }
    reasons(first: 4) {
      startsAt
      endsAt
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
