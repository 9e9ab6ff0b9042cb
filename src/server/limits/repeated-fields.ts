import type { ASTVisitor, DocumentNode, SelectionSetNode, ValidationContext } from "graphql";
import { GraphQLError, Kind } from "graphql";
import { maxRepetitions } from "./constants.js";

/**
 * Rejects a document that requests an object by one name many times. graphql-js compares each pair of such fields, which can take
 * 100 ms within the other limits. A rule cannot end validation, so this one removes what the others would visit.
 */
export function repeatedFields(context: ValidationContext): ASTVisitor {
  return {
    Document(document: { definitions: DocumentNode["definitions"] }) {
      const repeated = mostRepeated(document.definitions);
      if (repeated === null) return;
      const { name, count } = repeated;
      document.definitions = [];
      context.reportError(
        new GraphQLError(
          `The operation is too large: it requests ${name} ${count} times, but at most ${maxRepetitions} are allowed. Split it, or use fragments.`,
          {
            extensions: {
              code: "OPERATION_LIMIT_EXCEEDED",
              limits: [{ limit: "repetitions", value: count, maximum: maxRepetitions }],
            },
          },
        ),
      );
    },
  };
}

/** Returns the most frequent name of objects and its number, if that exceeds `maxRepetitions`; null otherwise. */
function mostRepeated(
  definitions: DocumentNode["definitions"],
): { readonly name: string; readonly count: number } | null {
  const counts = new Map<string, number>();
  const countIn = ({ selections }: SelectionSetNode): void => {
    for (const selection of selections) {
      if (selection.kind === Kind.FRAGMENT_SPREAD || selection.selectionSet === undefined) continue;
      if (selection.kind === Kind.FIELD) {
        const name = (selection.alias ?? selection.name).value;
        counts.set(name, (counts.get(name) ?? 0) + 1);
      }
      countIn(selection.selectionSet);
    }
  };
  for (const definition of definitions) if ("selectionSet" in definition) countIn(definition.selectionSet);
  const [name, most] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0]);
  return most > maxRepetitions ? { name, count: most } : null;
}
