import type { ASTVisitor, DirectiveNode, DocumentNode, SelectionSetNode, ValidationContext } from "graphql";
import { GraphQLError, Kind } from "graphql";

/**
 * Rejects a subscription that requests its field with @skip or @include, as the GraphQL specification does (September 2025, section
 * 5.2.4.1). graphql-js 16 has no such rule: it fails during validation if the condition is a variable, and during execution if no
 * field is left. A rule cannot end validation, so this one removes what the others would visit.
 */
export function unconditionalField(context: ValidationContext): ASTVisitor {
  const visited = new Set<string>();

  function conditionIn({ selections }: SelectionSetNode): DirectiveNode | undefined {
    for (const selection of selections) {
      const own = selection.directives?.find(({ name }) => name.value === "skip" || name.value === "include");
      if (own !== undefined) return own;
      if (selection.kind === Kind.FIELD) continue;
      const inner =
        selection.kind === Kind.INLINE_FRAGMENT ? selection.selectionSet : fragment(selection.name.value);
      const condition = inner && conditionIn(inner);
      if (condition !== undefined) return condition;
    }
    return undefined;
  }

  /** Returns the selections of a fragment, the first time. */
  function fragment(name: string): SelectionSetNode | undefined {
    if (visited.has(name)) return undefined;
    visited.add(name);
    return context.getFragment(name)?.selectionSet;
  }

  return {
    Document(document: { definitions: DocumentNode["definitions"] }) {
      for (const definition of document.definitions) {
        if (definition.kind !== Kind.OPERATION_DEFINITION || definition.operation !== "subscription")
          continue;
        const condition = conditionIn(definition.selectionSet);
        if (condition === undefined) continue;
        document.definitions = [];
        const message =
          "The field of a subscription must not have @skip or @include. Begin the stream only if you need it.";
        context.reportError(new GraphQLError(message, { nodes: [condition] }));
        return;
      }
    },
  };
}
