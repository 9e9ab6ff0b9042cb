import type {
  ApolloServerPlugin,
  BaseContext,
  GraphQLRequestContextDidResolveOperation,
} from "@apollo/server";
import type { DocumentNode, GraphQLError, OperationDefinitionNode } from "graphql";
import type { DocumentStore } from "../execution/document-store.js";
import { coerceVariables } from "./coerce-variables.js";
import { maxErrors, maxMeasuredVariables, maxMeasuredVariablesLength } from "./constants.js";
import { measureOperation } from "./measure-operation.js";
import type { MeasuredOperation, OperationSize } from "./operation-size.js";
import { requireWithinLimits } from "./refuse-operation.js";
import type { Limits } from "./settings.js";

type ResolvedRequest = Pick<
  GraphQLRequestContextDidResolveOperation<BaseContext>,
  "schema" | "document" | "operation" | "request"
>;

/** The sizes of each operation by its variables, as JSON. The document store returns the same document again. */
const sizes = new WeakMap<OperationDefinitionNode, Map<string, OperationSize>>();

/**
 * Before an operation runs, rejects it if it exceeds a limit. Keeps the documents of the others, so that they need not be parsed
 * and validated again. Also limits the number of errors in a response.
 */
export const operationLimits = (
  limits: Limits,
  documents: DocumentStore,
  sourceCount: () => number,
): ApolloServerPlugin => ({
  async requestDidStart() {
    return {
      async didResolveSource(context) {
        // Apollo Server skips parsing and validation if the document is set. Its `documentStore` option would do the same, but then
        // it prints the whole schema at each start.
        (context as { document: DocumentNode | undefined }).document = documents.find(context.queryHash);
      },

      async didResolveOperation(context) {
        const measured = measuredOperationOf(context, sourceCount());
        // Execution reports an unknown operation name.
        if (measured === null) return;
        const size = sizeOf(measured);
        requireWithinLimits(size, limits, measured);
        documents.keep(context.queryHash, context.document, size.fields);
      },

      async didEncounterErrors({ errors }) {
        for (const error of errors) explainLimit(error, limits);
      },

      async willSendResponse({ response: { body } }) {
        if (body.kind !== "single") return;
        const { errors = [] } = body.singleResult;
        const more = errors.length - maxErrors;
        if (more <= 0) return;
        const last = {
          message: `Omitted errors: ${more}. A response lists at most ${maxErrors}.`,
          extensions: { code: "TOO_MANY_ERRORS" },
        };
        body.singleResult.errors = [...errors.slice(0, maxErrors), last];
      },
    };
  },
});

/** Returns what to measure; null if the request names no operation of its document. Throws if the variables are invalid. */
export function measuredOperationOf(
  { schema, document, operation, request }: ResolvedRequest,
  sourceCount: number,
): MeasuredOperation | null {
  if (operation === undefined) return null;
  const variables = coerceVariables(schema, operation, request.variables ?? {});
  return { schema, document, operation, variables, sourceCount };
}

/** Measures an operation, unless it was measured with equal variables before. */
export function sizeOf(measured: MeasuredOperation): OperationSize {
  const { operation, variables, sourceCount } = measured;
  const key = JSON.stringify([sourceCount, variables]);
  if (key.length > maxMeasuredVariablesLength) return measureOperation(measured);
  const known = sizes.get(operation) ?? new Map<string, OperationSize>();
  sizes.set(operation, known);
  const size = known.get(key) ?? measureOperation(measured);
  if (known.size >= maxMeasuredVariables) known.clear();
  known.set(key, size);
  return size;
}

/**
 * Gives an error that parsing or validation reports about a limit the code of the other limits, which Apollo Server replaces, and
 * a message with a remedy.
 */
function explainLimit(error: GraphQLError, { maxTokens }: Limits): void {
  if (/^Syntax Error: Document contains more tha[nt] \d+ tokens/.test(error.message))
    error.message = `The operation is too large: its document has more than the ${maxTokens} tokens that QUERY_MAX_TOKENS allows. Split it, or request fewer fields.`;
  else if (error.message === "Validation aborted.")
    error.message =
      "The operation is too large: it requests the same fields too often to compare them all. Split it, or use fragments.";
  else if (error.extensions.limits === undefined) return;
  error.extensions.code = "OPERATION_LIMIT_EXCEEDED";
}
