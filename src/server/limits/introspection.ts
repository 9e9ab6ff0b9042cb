import type { ASTVisitor, ValidationContext } from "graphql";
import { GraphQLError } from "graphql";

/** Rejects `_service`, which returns the subgraph's SDL. Apollo Server's own rule rejects other introspection. */
export function introspectionOff(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      if (node.name.value !== "_service") return;
      const message =
        "The field _service is not available, because introspection is disabled. To enable it, set INTROSPECTION=true.";
      context.reportError(new GraphQLError(message, { nodes: [node] }));
    },
  };
}
