import type { ApolloServerPlugin } from "@apollo/server";
import type { Context } from "../context.js";
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
            ...(contextValue.isAbandoned() ? { clientGone: true } : {}),
          },
          "operation",
        );
      },
    };
  },
};
