import { CombinedGraphQLErrors, ServerError } from "@apollo/client";

/** Statuses that a proxy sends when it did not wait for the response. The gateway may have applied the request. */
const doubtful = [408, 499];

/**
 * Whether the gateway rejected the request without executing it, for example because the caller is not signed in. A
 * response with `data`, even null, was executed (GraphQL specification, section 7.1). Without a response, it is unknown.
 */
export function isRefusal(error: unknown): boolean {
  if (CombinedGraphQLErrors.is(error)) {
    const codes = error.errors.map(({ extensions }) => extensions?.code);
    return error.data === undefined && !codes.includes("INTERNAL_SERVER_ERROR");
  }
  return isRefusedStatus(error);
}

/** The same for a query, which changes nothing: it does not matter whether it was executed, only whether the gateway could. */
export function isRefusedQuery(error: unknown): boolean {
  if (CombinedGraphQLErrors.is(error))
    return error.errors.every(({ extensions }) => extensions?.code !== "INTERNAL_SERVER_ERROR");
  return isRefusedStatus(error);
}

function isRefusedStatus(error: unknown): boolean {
  if (!ServerError.is(error)) return false;
  return error.statusCode >= 400 && error.statusCode < 500 && !doubtful.includes(error.statusCode);
}
