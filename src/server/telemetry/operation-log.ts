import type { ApolloServerPlugin } from "@apollo/server";
import type { GraphQLError } from "graphql";
import type { Context, RequestOptions } from "../../context.js";
import type { Caller } from "../../domain/caller.js";
import { currentTrace } from "../../upstream/trace-context.js";
import { codeOf, isExpected } from "../http/format-error.js";
import { maxOperationNameLength } from "./constants.js";
import type { RequestObserver } from "./request-observer.js";

/** An operation whose response is about to be sent. */
export interface LoggedOperation {
  /** Clients choose the name, which is written to logs, metrics and traces: see `loggedName`. */
  readonly name: string | null;
  /** Null if the document is invalid. */
  readonly type: string | null;
  /** The time by `performance.now()`. */
  readonly startedAt: number;
  readonly errors: readonly GraphQLError[];
  readonly caller: Omit<Caller, "address">;
  readonly isAbandoned: boolean;
  /** Whether a cached response was sent. */
  readonly isReused: boolean;
}

export function loggedName(name: string | null | undefined): string | null {
  return name?.slice(0, maxOperationNameLength) ?? null;
}

/** Logs a line for an operation, and reports it to the metrics and traces. Variables are never logged. */
export function logOperation(
  { name, type, startedAt, errors, caller, isAbandoned, isReused }: LoggedOperation,
  logger: RequestOptions["logger"],
  observer: RequestObserver,
): void {
  const { viewer, clientName, clientVersion } = caller;
  const durationMs = performance.now() - startedAt;
  const codes = [...new Set(errors.map(codeOf))];
  logger.info(
    {
      operationName: name,
      operationType: type ?? undefined,
      viewer,
      clientName,
      clientVersion,
      durationMs: Math.round(durationMs),
      upstreamCalls: currentTrace()?.upstreamCalls ?? 0,
      errors: errors.length,
      ...(codes.length === 0 ? {} : { codes }),
      ...(isAbandoned ? { clientGone: true } : {}),
    },
    "operation",
  );
  observer.operationAnswered({ name, type, outcome: codes[0] ?? "OK", durationMs, isReused });
}

/** Logs a line for each operation and for each unexpected error. */
export const operationLog = (observer: RequestObserver): ApolloServerPlugin<Context> => ({
  async requestDidStart() {
    const startedAt = performance.now();
    return {
      async didEncounterErrors({ errors, contextValue: { request } }) {
        for (const error of errors) {
          if (isExpected(error)) continue;
          request.logger.error({ err: error.originalError ?? error, path: error.path }, "unexpected error");
        }
      },
      async willSendResponse({ operationName, operation, errors = [], contextValue: { request } }) {
        const { caller, logger, readDeadline } = request;
        const type = operation?.operation ?? null;
        logOperation(
          {
            name: loggedName(operationName),
            type,
            startedAt,
            errors,
            caller,
            isAbandoned: readDeadline.isCancelled(),
            isReused: false,
          },
          logger,
          observer,
        );
      },
    };
  },
});
