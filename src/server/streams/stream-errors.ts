import type { ExecutionResult, GraphQLError, GraphQLFormattedError } from "graphql";
import type { Context } from "../../context.js";
import { codeOf, formatError, formatHttpError, isExpected } from "../http/format-error.js";
import { HttpError } from "../http/http-error.js";

type Logger = Context["logger"];

/** Returns a result as JSON text, with the errors that the client may see. Logs the unexpected ones. */
export function resultText({ data, errors, extensions }: ExecutionResult, logger: Logger): string {
  return JSON.stringify({ errors: errors?.map((error) => shownError(error, logger)), data, extensions });
}

function shownError(error: GraphQLError, logger: Logger): GraphQLFormattedError {
  if (!isExpected(error))
    logger.error({ err: error.originalError ?? error, path: error.path }, "unexpected error");
  return formatError(error.toJSON(), error);
}

/** The error that ended a stream, as its client sees it. */
export interface LastError {
  readonly code: string;
  /** The last result of the stream, as JSON text. */
  readonly result: string;
}

/** Returns the last result of a stream that an error has ended. Logs an unexpected error. */
export function lastErrorOf(error: unknown, requestId: string, logger: Logger): LastError {
  if (error instanceof HttpError) {
    return { code: error.code, result: JSON.stringify(formatHttpError(error.statusCode, error, requestId)) };
  }
  if (!isExpected(error)) logger.error({ err: error }, "unexpected error");
  return { code: codeOf(error), result: JSON.stringify({ errors: [formatError({ message: "" }, error)] }) };
}
