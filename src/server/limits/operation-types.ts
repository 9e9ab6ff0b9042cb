import type { ASTVisitor, ValidationContext } from "graphql";
import { GraphQLError } from "graphql";

/**
 * Rejects an operation of a type that the schema does not have ("Operation Type Existence" of the GraphQL specification). graphql-js
 * 16 lacks this rule: it reports a valid document, and fails to execute it.
 */
export function operationTypes(context: ValidationContext): ASTVisitor {
  return {
    OperationDefinition(node) {
      if (context.getSchema().getRootType(node.operation)) return;
      const message =
        node.operation === "subscription"
          ? "This API has no subscriptions. Poll with a query instead: maintenanceNow.nextChangeAt says when the state changes."
          : `This API has no operations of the type ${node.operation}.`;
      context.reportError(new GraphQLError(message, { nodes: [node] }));
    },
  };
}
