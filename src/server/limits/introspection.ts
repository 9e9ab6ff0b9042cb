import type { ASTVisitor, ValidationContext } from "graphql";
import { GraphQLError } from "graphql";

/** Keeps from clients the SDL that a subgraph tells (`_service`); Apollo Server's own rule keeps the rest of the schema. */
export function introspectionOff(context: ValidationContext): ASTVisitor {
  return {
    Field(node) {
      if (node.name.value !== "_service") return;
      const message = "The schema cannot be asked for here: introspection is off (INTROSPECTION).";
      context.reportError(new GraphQLError(message, { nodes: [node] }));
    },
  };
}
