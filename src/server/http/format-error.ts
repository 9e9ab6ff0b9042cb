import { HeaderMap } from "@apollo/server";
import { unwrapResolverError } from "@apollo/server/errors";
import type { GraphQLFormattedError } from "graphql";
import { GraphQLError } from "graphql";
import { GatewayError } from "../../domain/failures/gateway-error.js";
import { HttpError } from "./http-error.js";

/** Whether callers are meant to see the error: an expected failure, or a fault of the request. */
export function isExpected(error: unknown): boolean {
  const original = unwrapResolverError(error);
  if (original instanceof GatewayError) return true;
  // A fault of the request points into its document or its variables. An error in writing an answer, whose text may
  // hold the value, does not.
  return original instanceof GraphQLError && (original === error || original.nodes !== undefined);
}

/**
 * What a GraphQL client sees of a thrown thing. An expected failure carries its facts as extensions; anything
 * unexpected is masked, with the gateway's request id to report.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = unwrapResolverError(error);
  if (original instanceof GatewayError) {
    const { kind: _kind, message, ...facts } = original.failure;
    return { ...formatted, message, extensions: { retryAfterSeconds: null, ...facts } };
  }
  return isExpected(error) ? formatted : { ...formatted, ...masked(formatted.extensions?.requestId) };
}

/** The answer to a request that did not reach GraphQL, say a body that is not JSON, in GraphQL's shape. */
export function formatHttpError(status: number, error: Error, requestId: string) {
  const isMeant = error instanceof HttpError || status < 500;
  const code = error instanceof HttpError ? error.code : "BAD_REQUEST";
  const shown = isMeant ? { message: error.message, extensions: { code, requestId } } : masked(requestId);
  return { errors: [shown] };
}

/** What a client sees where no context could be made; Apollo Server would show an unexpected error's text. */
export function contextError(error: unknown, requestId: string): GraphQLError {
  if (error instanceof HttpError) {
    const { message, code, statusCode: status, headers } = error;
    const http = { status, headers: new HeaderMap(Object.entries(headers)) };
    return new GraphQLError(message, { extensions: { code, requestId, http } });
  }
  const { message, extensions } = masked(requestId);
  return new GraphQLError(message, { extensions: { ...extensions, http: { status: 500 } } });
}

function masked(requestId: unknown) {
  return {
    message: `Internal error of the gateway. Report the request id ${String(requestId)} to its operators.`,
    extensions: { code: "INTERNAL_SERVER_ERROR", requestId },
  };
}
