import { graphql } from "../graphql";

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
    ... on UpstreamError {
      outcomeUnknown
    }
  }
`);

/** A window before a change. It has no id: the cache would take it for the window after the change. */
graphql(`
  fragment Previous on ScheduledWindow {
    __typename
    title
    revision
    status
    source {
      id
    }
    ... on FlinkMaintenanceWindow {
      startTime
      endTime
    }
    ... on DatadogMaintenanceWindow {
      name
      query
      startsAt
      endsAt
    }
  }
`);

graphql(`
  fragment Changed on MaintenanceWindowChange {
    __typename
    outcome
    window {
      ...Window
    }
    previous {
      ...Previous
    }
    warnings {
      code
      message
    }
  }
`);

/** The only mutation of the page. It makes one change, or many. */
export const changeWindows = graphql(`
  mutation ChangeWindows($changes: [MaintenanceWindowChangeInput!]!) {
    results: changeMaintenanceWindows(changes: $changes) {
      ...Changed
      ...Failure
    }
  }
`);
