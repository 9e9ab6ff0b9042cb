import { HeaderMap } from "@apollo/server";
import { unwrapResolverError } from "@apollo/server/errors";
import type { GraphQLFormattedError } from "graphql";
import { GraphQLError } from "graphql";
import { GatewayError } from "../../domain/failures/gateway-error.js";
import { currentTrace } from "../../upstream/trace-context.js";
import { HttpError } from "./http-error.js";

/** Whether callers may see the error: an expected failure or an error in the request. */
export function isExpected(error: unknown): boolean {
  const original = unwrapResolverError(error);
  if (original instanceof GatewayError) return true;
  // A request error points to the document or its variables. A serialization error does not, and its message can
  // contain the value.
  return original instanceof GraphQLError && (original === error || original.nodes !== undefined);
}

/** Returns the code of the error. graphql-js gives none to an argument whose variable is null only during execution. */
export function codeOf(error: unknown): string {
  const original = unwrapResolverError(error);
  if (original instanceof GatewayError) return original.failure.code;
  const { code } = error instanceof GraphQLError ? error.extensions : {};
  return typeof code === "string" ? code : isExpected(error) ? "BAD_USER_INPUT" : "INTERNAL_SERVER_ERROR";
}

/**
 * Formats a thrown value for the client. The details of an expected failure become `extensions`. All other errors have the id of
 * the request. An unexpected one is masked: the client gets only this id to report.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = unwrapResolverError(error);
  if (original instanceof GatewayError) {
    const { kind: _kind, message, ...facts } = original.failure;
    return { ...formatted, message, extensions: { retryAfterSeconds: null, ...facts } };
  }
  const requestId = currentTrace()?.requestId ?? null;
  if (!isExpected(error)) return { ...formatted, ...masked(requestId) };
  return { ...formatted, extensions: { ...formatted.extensions, code: codeOf(error), requestId } };
}

/** Formats an error that occurred before GraphQL ran, such as a body that is not JSON, as a GraphQL response. */
export function formatHttpError(status: number, error: Error, requestId: string) {
  const isMeant = error instanceof HttpError || status < 500;
  const code = error instanceof HttpError ? error.code : "BAD_REQUEST";
  const shown = isMeant ? { message: error.message, extensions: { code, requestId } } : masked(requestId);
  return { errors: [shown] };
}

/** Formats an error thrown during context creation. Apollo Server would reveal the message of an unexpected one. */
export function contextError(error: unknown, requestId: string): GraphQLError {
  const { message, extensions } = masked(requestId);
  const shown = error instanceof HttpError ? error : new HttpError(500, extensions.code, message);
  const headers = new HeaderMap(Object.entries({ ...shown.headers, "cache-control": "no-store" }));
  const http = { status: shown.statusCode, headers };
  return new GraphQLError(shown.message, { extensions: { code: shown.code, requestId, http } });
}

function masked(requestId: unknown) {
  return {
    message: `The gateway failed with an internal error. Report the request id ${String(requestId)} to its operators.`,
    extensions: { code: "INTERNAL_SERVER_ERROR", requestId },
  };
}
