import type { ArgumentNode, DocumentNode } from "graphql";
import { visit } from "graphql";

/** Returns the names of the variables in `@skip` and `@include`. */
export function conditionsOf(document: DocumentNode): ReadonlySet<string> {
  const names = new Set<string>();
  visit(document, {
    Directive({ name: { value: directive }, arguments: given = [] }) {
      if (directive !== "skip" && directive !== "include") return;
      for (const name of variablesIn(given)) names.add(name);
    },
  });
  return names;
}

/** Returns the names of the variables in these arguments. */
export function variablesIn(given: readonly ArgumentNode[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const node of given) {
    visit(node, {
      Variable({ name: { value: name } }) {
        names.add(name);
      },
    });
  }
  return names;
}
