import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from "graphql";
import type { Context } from "../../context.js";
import { codeOf, formatError, formatHttpError, isExpected } from "../http/format-error.js";
import { HttpError } from "../http/http-error.js";

type Logger = Context["logger"];

/** Returns a result as JSON text, with the errors as the client may see them. Logs the unexpected ones. */
export function resultText({ data, errors, extensions }: ExecutionResult, logger: Logger): string {
  return JSON.stringify({ errors: errors?.map((error) => shownError(error, logger)), data, extensions });
}

/** Returns an error of an execution as the client may see it. Logs an unexpected one. */
export function shownError(error: GraphQLError, logger: Logger): GraphQLFormattedError {
  if (!isExpected(error))
    logger.error({ err: error.originalError ?? error, path: error.path }, "unexpected error");
  return formatError(error.toJSON(), error);
}

/** The error that ended a stream, as its client sees it. */
export interface LastError {
  readonly code: string;
  readonly errors: readonly GraphQLFormattedError[];
}

/** Returns what the client may see of an error that has ended a stream. Logs an unexpected one. */
export function lastErrorOf(error: unknown, requestId: string, logger: Logger): LastError {
  if (error instanceof HttpError) {
    return { ...formatHttpError(error.statusCode, error, requestId), code: error.code };
  }
  if (!isExpected(error)) logger.error({ err: error }, "unexpected error");
  return { code: codeOf(error), errors: [formatError({ message: "" }, error)] };
}
