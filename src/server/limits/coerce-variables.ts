import type { GraphQLSchema, OperationDefinitionNode } from "graphql";
import { GraphQLError, getVariableValues } from "graphql";
import { maxVariableErrors, maxVariableMessageLength } from "./constants.js";

/** The variables as the operation is to have them. Throws one error for all that is wrong with them. */
export function coerceVariables(
  schema: GraphQLSchema,
  { variableDefinitions = [] }: OperationDefinitionNode,
  given: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  const { coerced, errors } = getVariableValues(schema, variableDefinitions, given, {
    maxErrors: maxVariableErrors,
  });
  if (coerced !== undefined) return coerced;
  const [first, ...others] = errors;
  const messages = [first, ...others].map((error) => shortened(error?.message ?? ""));
  throw new GraphQLError(messages.join(" "), {
    ...(first?.nodes === undefined ? {} : { nodes: first.nodes }),
    extensions: { code: "BAD_USER_INPUT", http: { status: 400 } },
  });
}

/** What is wrong stands at its end, and which variable at its beginning. */
function shortened(message: string): string {
  // Names of the schema that are like the wrong one.
  const plain = message.replace(/ Did you mean [^?]*\?$/, "");
  if (plain.length <= maxVariableMessageLength) return plain;
  const half = maxVariableMessageLength / 2;
  return `${plain.slice(0, half)} … ${plain.slice(-half)}`;
}
