import type { GraphQLFormattedError, GraphQLSchema } from "graphql";
import { createSourceEventStream, execute } from "graphql";
import { codeOf } from "../http/format-error.js";
import type { Outlet } from "./outlet.js";
import type { Subscription } from "./requested-subscriptions.js";
import type { SharedResults } from "./shared-results.js";
import { lastErrorOf, resultText, shownError } from "./stream-errors.js";

/** Why a stream has ended: CLIENT_GONE, SLOW_READER, COMPLETED, or the code of its last error. */
export type EndReason = string;

export interface ResultOptions {
  readonly schema: GraphQLSchema;
  readonly shared: SharedResults;
  /** Called after each result of an event. */
  readonly onSent: () => void;
}

/**
 * Executes a subscription for each event of its source, and sends the results until the source ends or the client leaves. Requests an
 * event only when the client has taken the result of the one before. An error of the source is the last result. Never rejects.
 */
export async function sendResults(
  { document, operationName, variables, context }: Subscription,
  outlet: Outlet,
  { schema, shared, onSent }: ResultOptions,
): Promise<EndReason> {
  const { id: requestId, logger } = context.request;
  const { closed } = outlet;
  const operation = { schema, document, operationName, variableValues: variables, contextValue: context };
  const key = shared.keyOf({ document, operationName, variables });
  let hasSent = false;
  let errors: readonly GraphQLFormattedError[] | null = null;

  async function sendNext(event: unknown): Promise<void> {
    const result = await shared.resultFor(key, event, context.permissions.key, async () => {
      const executed = await execute({ ...operation, rootValue: event });
      return { text: resultText(executed, logger), isComplete: executed.errors === undefined };
    });
    await outlet.send(result);
    if (closed.aborted) return;
    hasSent = true;
    onSent();
  }

  try {
    const source = await createSourceEventStream(operation);
    if (!(Symbol.asyncIterator in source)) {
      errors = source.errors?.map((error) => shownError(error, logger)) ?? null;
      return codeOf(source.errors?.[0]);
    }
    const events = source[Symbol.asyncIterator]();
    const end = () => void events.return?.();
    if (closed.aborted) end();
    else closed.addEventListener("abort", end);
    for (let next = await events.next(); next.done !== true; next = await events.next())
      await sendNext(next.value);
    return closed.aborted ? closed.reason : "COMPLETED";
  } catch (error) {
    if (closed.aborted) return closed.reason;
    const { code, errors: last } = lastErrorOf(error, requestId, logger);
    errors = last;
    // After its first event, a stream exceeds a limit only if its client has missed events.
    return hasSent && code === "RESOURCE_EXHAUSTED" ? "SLOW_READER" : code;
  } finally {
    await outlet.complete(errors);
  }
}
