import { graphql } from "./graphql";

/** A window as every part of the page shows it. Mutations give it too, so that all of them show a change at once. */
graphql(`
  fragment Window on MaintenanceWindow {
    __typename
    ... on ScheduledWindow {
      id
      title
      provider
      revision
      status
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
        arn
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

/** What one source contributed: where it failed or is stale, the page says so. */
graphql(`
  fragment SourceState on SourceResult {
    state
    fetchedAt
    error {
      __typename
      code
      message
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

/** Every failure by its interface, so that one of a kind that is new some day is shown all the same. */
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
  fragment FlinkChange on FlinkMaintenanceWindowChanged {
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

graphql(`
  fragment DatadogChange on DatadogMaintenanceWindowChanged {
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
      at
      until
      inMaintenance
      windows {
        __typename
        ... on ScheduledWindow {
          id
          title
          provider
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
  }
`);

export const windowsQuery = graphql(`
  query Windows($filter: MaintenanceWindowFilter!, $first: Int!, $from: DateTime!, $to: DateTime!) {
    maintenanceWindows(filter: $filter, first: $first, orderBy: NEXT_OCCURRENCE) {
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
      ...FlinkChange
      ...Failure
    }
  }
`);

export const createDatadogWindow = graphql(`
  mutation CreateDatadogWindow($input: CreateDatadogMaintenanceWindowInput!, $from: DateTime!, $to: DateTime!) {
    result: createDatadogMaintenanceWindow(input: $input) {
      __typename
      ...DatadogChange
      ...Failure
    }
  }
`);

export const endDatadogWindow = graphql(`
  mutation EndDatadogWindow($input: EndDatadogMaintenanceWindowInput!, $from: DateTime!, $to: DateTime!) {
    result: endDatadogMaintenanceWindow(input: $input) {
      __typename
      ...DatadogChange
      ...Failure
    }
  }
`);

export const extendDatadogWindow = graphql(`
  mutation ExtendDatadogWindow($input: ExtendDatadogMaintenanceWindowInput!, $from: DateTime!, $to: DateTime!) {
    result: extendDatadogMaintenanceWindow(input: $input) {
      __typename
      ...DatadogChange
      ...Failure
    }
  }
`);
