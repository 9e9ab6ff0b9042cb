import { CombinedGraphQLErrors, ServerError } from "@apollo/client";

/**
 * Whether the gateway has answered that it did not do what was asked, say because nobody is signed in. Where it broke, or no
 * answer of its own came, nobody knows.
 */
export function isRefusal(error: unknown): boolean {
  if (CombinedGraphQLErrors.is(error))
    return error.errors.every(({ extensions }) => extensions?.code !== "INTERNAL_SERVER_ERROR");
  return ServerError.is(error) && error.statusCode >= 400 && error.statusCode < 500;
}
