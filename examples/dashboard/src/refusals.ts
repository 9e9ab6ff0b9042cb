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
  if (!ServerError.is(error)) return false;
  return error.statusCode >= 400 && error.statusCode < 500 && !doubtful.includes(error.statusCode);
}
