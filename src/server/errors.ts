import { unwrapResolverError } from "@apollo/server/errors";
import type { GraphQLFormattedError } from "graphql";
import { GraphQLError } from "graphql";
import type { Failure } from "../domain/errors.js";
import { GatewayError } from "../domain/errors.js";

/** Whether the error is one that callers are meant to see: an expected failure, or a fault of the request. */
export function isExpected(error: unknown): boolean {
  const original = unwrapResolverError(error);
  return original instanceof GatewayError || original instanceof GraphQLError;
}

/**
 * The only place where a thrown thing becomes an entry of `errors`. Expected failures carry their facts as
 * extensions; anything else is masked, with the gateway's request id to ask its operators with.
 */
export function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
  const original = unwrapResolverError(error);
  if (original instanceof GatewayError) {
    return { ...formatted, message: original.failure.message, extensions: extensionsOf(original.failure) };
  }
  if (isExpected(error)) return formatted;
  const requestId = formatted.extensions?.requestId;
  return {
    ...formatted,
    message: `The gateway failed in a way that it should not. Tell its operators the request id ${String(requestId)}.`,
    extensions: { code: "INTERNAL_SERVER_ERROR", requestId },
  };
}

function extensionsOf(failure: Failure): Record<string, unknown> {
  const { kind, code, provider, providerCode, retryable, requestId } = failure;
  return {
    code,
    provider,
    providerCode,
    retryable,
    requestId,
    retryAfterSeconds: kind === "ThrottledError" ? failure.retryAfterSeconds : null,
    ...(kind === "ValidationError" ? { violations: failure.violations } : {}),
    ...(kind === "UpstreamError" ? { failure: failure.failure } : {}),
  };
}
