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
      # Later than a report of the provider counts, so it is what the schedule says.
      scheduledCertainty: certainty(at: $to)
      source {
        id
      }
      nextOccurrence {
        startsAt
        endsAt
      }
      occurrences(from: $from, to: $to, first: 10) {
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
    unreadable {
      id
    }
    source {
      id
      provider
      region
      site
      capabilities {
        create
        update
      }
    }
  }
`);

/** Selects failures by their interface, so that the page can also show error types added later. */
graphql(`
  fragment Failure on MaintenanceError {
    __typename
    code
    message
    retryable
    requestId
    ... on ValidationError {
      violations {
        path
        code
        message
      }
    }
    ... on ConflictError {
      reason
      current {
        ...Window
      }
    }
    ... on ThrottledError {
      retryAfterSeconds
    }
    ... on UpstreamError {
      outcomeUnknown
    }
  }
`);

graphql(`
  fragment Change on MaintenanceWindowChange {
    outcome
    window {
      ...Window
    }
    warnings {
      path
      code
      message
    }
  }
`);

export const overviewQuery = graphql(`
  query Overview {
    maintenanceNow {
      ...Verdict
    }
  }
`);

export const windowsQuery = graphql(`
  query Windows($filter: MaintenanceWindowFilter!, $first: Int!, $from: DateTime!, $to: DateTime!) {
    maintenanceWindows(filter: $filter, first: $first, orderBy: { field: NEXT_OCCURRENCE }) {
      totalCount
      nodes {
        ...Window
      }
      sources {
        ...SourceState
      }
    }
  }
`);

export const moveFlinkWindow = graphql(`
  mutation MoveFlinkWindow($input: UpdateFlinkMaintenanceWindowInput!, $from: DateTime!, $to: DateTime!) {
    result: updateFlinkMaintenanceWindow(input: $input) {
      __typename
      ...Change
      ...Failure
    }
  }
`);

export const createDatadogWindow = graphql(`
  mutation CreateDatadogWindow($input: CreateDatadogMaintenanceWindowInput!, $from: DateTime!, $to: DateTime!) {
    result: createDatadogMaintenanceWindow(input: $input) {
      __typename
      ...Change
      ...Failure
    }
  }
`);

export const endDatadogWindow = graphql(`
  mutation EndDatadogWindow($input: EndDatadogMaintenanceWindowInput!, $from: DateTime!, $to: DateTime!) {
    result: endDatadogMaintenanceWindow(input: $input) {
      __typename
      ...Change
      ...Failure
    }
  }
`);

export const extendDatadogWindow = graphql(`
  mutation ExtendDatadogWindow($input: ExtendDatadogMaintenanceWindowInput!, $from: DateTime!, $to: DateTime!) {
    result: extendDatadogMaintenanceWindow(input: $input) {
      __typename
      ...Change
      ...Failure
    }
  }
`);
