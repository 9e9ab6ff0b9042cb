import type { ApolloServerPlugin } from "@apollo/server";
import type { GraphQLError } from "graphql";
import type { Context } from "../../context.js";
import { GatewayError } from "../../domain/failures/gateway-error.js";
import { currentTrace } from "../../upstream/trace-context.js";
import { isExpected } from "../http/format-error.js";
import { maxOperationNameLength } from "./constants.js";
import type { RequestObserver } from "./request-observer.js";

/** Logs a line for each operation and for each unexpected error. Variables are never logged. */
export const operationLog = (observer: RequestObserver): ApolloServerPlugin<Context> => ({
  async invalidRequestWasReceived() {
    observer.requestRefused("BAD_REQUEST");
  },

  async requestDidStart() {
    const startedAt = performance.now();
    return {
      async didEncounterErrors({ errors, contextValue }) {
        for (const error of errors) {
          if (isExpected(error)) continue;
          // formatError has no access to the context: it reads the request id from here.
          error.extensions.requestId = contextValue.requestId;
          contextValue.logger.error(
            { err: error.originalError ?? error, path: error.path },
            "unexpected error",
          );
        }
      },
      async willSendResponse({ operationName: givenName, operation, errors = [], contextValue }) {
        // Clients choose the name, which is written to logs, metrics and traces.
        const operationName = givenName?.slice(0, maxOperationNameLength) ?? null;
        const durationMs = performance.now() - startedAt;
        const codes = [...new Set(errors.map(codeOf))];
        const type = operation?.operation ?? null;
        const { viewer, clientName, clientVersion } = contextValue.caller;
        contextValue.logger.info(
          {
            operationName,
            operationType: operation?.operation,
            viewer,
            clientName,
            clientVersion,
            durationMs: Math.round(durationMs),
            upstreamCalls: currentTrace()?.upstreamCalls ?? 0,
            errors: errors.length,
            ...(codes.length === 0 ? {} : { codes }),
            ...(contextValue.isAbandoned() ? { clientGone: true } : {}),
          },
          "operation",
        );
        observer.operationAnswered({
          name: operationName,
          type,
          outcome: codes[0] ?? "OK",
          durationMs,
        });
      },
    };
  },
});

function codeOf({ originalError, extensions }: GraphQLError): string {
  return originalError instanceof GatewayError
    ? originalError.failure.code
    : String(extensions.code ?? "INTERNAL_SERVER_ERROR");
}
