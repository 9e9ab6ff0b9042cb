import type { ApolloServerPlugin } from "@apollo/server";
import type { GraphQLError } from "graphql";
import type { Context } from "../context.js";
import { GatewayError } from "../domain/errors.js";
import { isExpected } from "./errors.js";

/** One line for each operation, and a whole one for each programming error. Variables are never logged. */
export const operationLog: ApolloServerPlugin<Context> = {
  async requestDidStart() {
    const startedAt = performance.now();
    return {
      async didEncounterErrors({ errors, contextValue }) {
        for (const error of errors) {
          if (isExpected(error)) continue;
          // formatError has no context: this is how it learns the request id.
          error.extensions.requestId = contextValue.requestId;
          contextValue.logger.error(
            { err: error.originalError ?? error, path: error.path },
            "unexpected error",
          );
        }
      },
      async willSendResponse({ operationName, operation, errors, contextValue }) {
        contextValue.logger.info(
          {
            operationName,
            operationType: operation?.operation,
            durationMs: Math.round(performance.now() - startedAt),
            errors: errors?.length ?? 0,
            ...(errors === undefined ? {} : { codes: [...new Set(errors.map(codeOf))] }),
            ...(contextValue.isAbandoned() ? { clientGone: true } : {}),
          },
          "operation",
        );
      },
    };
  },
};

function codeOf({ originalError, extensions }: GraphQLError): unknown {
  return originalError instanceof GatewayError
    ? originalError.failure.code
    : (extensions.code ?? "INTERNAL_SERVER_ERROR");
}
