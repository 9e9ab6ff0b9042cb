import type {
  DocumentNode,
  FragmentDefinitionNode,
  FragmentSpreadNode,
  GraphQLCompositeType,
  GraphQLSchema,
  InlineFragmentNode,
  SelectionSetNode,
} from "graphql";
import { isCompositeType, Kind } from "graphql";

/** What a fragment selects, and of which type. */
export interface SelectedFragment {
  readonly type: GraphQLCompositeType;
  readonly selectionSet: SelectionSetNode;
}

/** Returns a function that finds the fragment that a selection of a valid document names or contains. */
export function fragmentsIn(schema: GraphQLSchema, { definitions }: DocumentNode) {
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }

  function typeNamed(name: string): GraphQLCompositeType {
    const type = schema.getType(name);
    if (isCompositeType(type)) return type;
    throw new Error(`${name} is not an object, interface or union type.`);
  }

  return (
    selection: FragmentSpreadNode | InlineFragmentNode,
    parent: GraphQLCompositeType,
  ): SelectedFragment => {
    if (selection.kind === Kind.INLINE_FRAGMENT) {
      const { typeCondition, selectionSet } = selection;
      return { type: typeCondition ? typeNamed(typeCondition.name.value) : parent, selectionSet };
    }
    const fragment = fragments.get(selection.name.value);
    if (fragment === undefined) throw new Error(`The document has no fragment ${selection.name.value}.`);
    return { type: typeNamed(fragment.typeCondition.name.value), selectionSet: fragment.selectionSet };
  };
}
