import type { GraphQLSchema, OperationDefinitionNode } from "graphql";
import { GraphQLError, getVariableValues } from "graphql";
import { maxVariableErrors, maxVariableMessageLength } from "./constants.js";

/** Coerces the variables of an operation. Throws one error that lists up to `maxVariableErrors` problems. */
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

/** Cuts the middle out of a long message. Its start names the variable, its end the problem. */
function shortened(message: string): string {
  // A suggestion would reveal names in the schema.
  const plain = message.replace(/ Did you mean [^?]*\?$/, "");
  if (plain.length <= maxVariableMessageLength) return plain;
  const half = maxVariableMessageLength / 2;
  return `${plain.slice(0, half)} … ${plain.slice(-half)}`;
}
