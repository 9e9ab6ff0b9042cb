import { CombinedGraphQLErrors, ServerError } from "@apollo/client";

/** What a proxy says of an answer that it has not waited for. */
const doubtful = [408, 499];

/**
 * Whether the gateway has answered that it did not do what was asked, say because nobody is signed in. An answer with
 * `data`, be it null, was worked at (GraphQL specification, section 7.1); and where none came, nobody knows.
 */
export function isRefusal(error: unknown): boolean {
  if (CombinedGraphQLErrors.is(error)) {
    const codes = error.errors.map(({ extensions }) => extensions?.code);
    return error.data === undefined && !codes.includes("INTERNAL_SERVER_ERROR");
  }
  if (!ServerError.is(error)) return false;
  return error.statusCode >= 400 && error.statusCode < 500 && !doubtful.includes(error.statusCode);
}
