import type { ArgumentNode, DocumentNode, FieldNode } from "graphql";
import { Kind, print, visit } from "graphql";
import type { Introspection, TypeReference } from "./urql-schema.ts";
import { hasKey } from "./urql-schema.ts";

const nameIn = ({ name, ofType }: TypeReference): string => (ofType ? nameIn(ofType) : (name ?? ""));

/** Fields of Query, and of types with a key, whose objects have no key, such as a list or `nextOccurrence`. */
function fieldsWithoutKey({ __schema: { types } }: Introspection): ReadonlySet<string> {
  const withoutKey = new Set(
    types.filter((type) => type.kind === "OBJECT" && !hasKey(type)).map(({ name }) => name),
  );
  const parents = types.filter((type) => type.name === "Query" || hasKey(type));
  const fields = parents.flatMap((type) => type.fields ?? []);
  return new Set(fields.filter(({ type }) => withoutKey.has(nameIn(type))).map(({ name }) => name));
}

/**
 * Returns a function that adds arguments to these fields: a number for the selection, and the variables in it. Graphcache then
 * stores an answer for each selection, instead of one that combines the fields of several answers.
 */
export function keyedBySelection(introspection: Introspection): (document: DocumentNode) => DocumentNode {
  const fields = fieldsWithoutKey(introspection);
  const numbers = new Map<string, number>();
  const documents = new WeakMap<DocumentNode, DocumentNode>();

  const argument = (name: string, value: ArgumentNode["value"]): ArgumentNode => ({
    kind: Kind.ARGUMENT,
    name: { kind: Kind.NAME, value: `_${name}` },
    value,
  });

  function keyed(field: FieldNode, fragments: string): FieldNode {
    const selection = print(field.selectionSet ?? field);
    const text = /\.\.\.(?! on\b)/.test(selection) ? selection + fragments : selection;
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    const variables = [...new Set(text.match(/(?<=\$)\w+/g))].map((name) =>
      argument(name, { kind: Kind.VARIABLE, name: { kind: Kind.NAME, value: name } }),
    );
    const added = [argument("selection", { kind: Kind.INT, value: String(number) }), ...variables];
    return { ...field, arguments: [...(field.arguments ?? []), ...added] };
  }

  return (document) => {
    const known = documents.get(document);
    if (known) return known;
    const fragments = document.definitions.filter(({ kind }) => kind === Kind.FRAGMENT_DEFINITION);
    const texts = fragments.map(print).sort().join("\n");
    const changed = visit(document, {
      Field: (field) => (fields.has(field.name.value) ? keyed(field, texts) : undefined),
    });
    const result: DocumentNode = { kind: Kind.DOCUMENT, definitions: changed.definitions };
    documents.set(document, result);
    return result;
  };
}
