import { CombinedGraphQLErrors, ServerError } from "@apollo/client";
import { NetworkError } from "graphql-sse";

/** Whether the gateway, or a proxy in front of it, needs another token. */
export function isUnauthenticated(failure: unknown): boolean {
  return codeOf(failure) === "UNAUTHENTICATED" || statusOf(failure) === 401;
}

export function codeOf(failure: unknown): unknown {
  return CombinedGraphQLErrors.is(failure) ? failure.errors[0]?.extensions?.code : undefined;
}

/** Status of the response to a query or a stream that failed. */
export function statusOf(failure: unknown): number | undefined {
  if (ServerError.is(failure)) return failure.statusCode;
  return failure instanceof NetworkError ? (failure.response as Response | undefined)?.status : undefined;
}
