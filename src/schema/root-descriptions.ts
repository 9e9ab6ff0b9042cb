import type { GraphQLSchema } from "graphql";

const schemaDescription =
  "Maintenance windows of Amazon Managed Service for Apache Flink and of Datadog Case Management. Start with `maintenanceWindows` for a list, `maintenanceNow` for the verdict whether there is maintenance, and `maintenanceOccurrences` for a calendar. Every DateTime in a response is in UTC.";

const queryDescription =
  "Queries for maintenance windows, their occurrences and their sources. If the gateway authenticates callers, each field requires the scope `maintenance:read`, or `maintenance:read:<source id>` for one source. Write access includes read access. Lists, calendars and `maintenanceNow` report a failed source in `sources`. Other read failures appear in `errors`.";

const mutationDescription =
  "Changes to maintenance windows. If the gateway authenticates callers, each field requires the scope `maintenance:write`, or `maintenance:write:<source id>` for one source. Expected failures are returned as results whose types implement MaintenanceError. Only a caller without any write scope gets PERMISSION_DENIED in `errors` instead.";

const subscriptionDescription =
  "Streams of what changes, by server-sent events: send the operation to the same URL with `accept: text/event-stream` (the GraphQL over SSE protocol, distinct connections mode). Scopes are those of Query. A stream ends with an error whose `extensions.code` says why: UNAUTHENTICATED when the token expires, RESOURCE_EXHAUSTED if you read too slowly, UNAVAILABLE when this replica shuts down. Then open a new stream.";

/** Sets the descriptions for which type-graphql has no option. */
export function describeRoots(schema: GraphQLSchema): void {
  schema.description = schemaDescription;
  const [query, mutation, subscription] = [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
  ];
  if (query) query.description = queryDescription;
  if (mutation) mutation.description = mutationDescription;
  if (subscription) subscription.description = subscriptionDescription;
}
