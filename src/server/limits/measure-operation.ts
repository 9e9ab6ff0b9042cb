import type {
  DocumentNode,
  FieldNode,
  FragmentDefinitionNode,
  GraphQLCompositeType,
  GraphQLField,
  GraphQLSchema,
  OperationDefinitionNode,
  SelectionSetNode,
} from "graphql";
import {
  getArgumentValues,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from "graphql";
import { charactersPerCost, defaultListSize, freeKeyLength, scalarCost } from "./constants.js";
import type { SizedFields } from "./cost-directives.js";
import { costOf, listSizeOf, sizedFieldsOf, sizeOfList } from "./cost-directives.js";
import { costOfInput } from "./input-cost.js";

/** The size of an operation, calculated before it runs. */
export interface OperationSize {
  /** Depth of nested fields; a root field has depth 1. Introspection does not count. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  /** Entities that a router asks for. */
  readonly entities: number;
  /** All fields, including those of each fragment spread. A field of an interface counts once. */
  readonly fields: number;
  /**
   * Upper estimate of the work. In the result, an object costs 1 or the `@cost` of its field or type; another value costs 0.1, or 1 if its field
   * has arguments. The cost of a list is multiplied by its `@listSize`. In the arguments, an input field costs its `@cost`.
   * An object in a list costs 5, any other list item 0.5. A string costs 1 per 1000 characters, and so does an alias after its
   * first 50, wherever it appears in the result.
   */
  readonly cost: number;
}

export interface MeasuredOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Coerced values. */
  readonly variables: Readonly<Record<string, unknown>>;
  /** Number of configured sources: the size of lists with an entry for each. */
  readonly sourceCount: number;
}

/** Introspection fields, which no type declares. */
const metaFields = [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef];

/** The size of one selection set: `rootFields` counts its direct fields. */
type Size = { -readonly [Key in keyof OperationSize]: OperationSize[Key] };

/** Measures a valid operation. Each fragment is measured once per list size, not once per spread. */
export function measureOperation(given: MeasuredOperation): OperationSize {
  const { schema, document, operation, variables, sourceCount } = given;
  const fragments = new Map<string, FragmentDefinitionNode>();
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  }
  const sizesOfFragments = new Map<string, Size>();

  function ofFragment(name: string, sized: SizedFields | null): Size {
    const key = `${name} ${sized?.size ?? ""} ${sized?.names.join() ?? ""}`;
    const known = sizesOfFragments.get(key);
    if (known !== undefined) return known;
    const fragment = fragments.get(name);
    const size = fragment ? ofSelections(fragment.selectionSet, typeNamed(fragment), sized) : nothing();
    sizesOfFragments.set(key, size);
    return size;
  }

  function typeNamed({ typeCondition }: Pick<FragmentDefinitionNode, "typeCondition">): GraphQLCompositeType {
    const type = schema.getType(typeCondition.name.value);
    if (isCompositeType(type)) return type;
    throw new Error(`${typeCondition.name.value} is not an object, interface or union type.`);
  }

  function ofSelections(
    { selections }: SelectionSetNode,
    parent: GraphQLCompositeType,
    sized: SizedFields | null,
  ): Size {
    const sum = nothing();
    /** A value has only one type, so only the most expensive type counts. */
    const costsOfTypes = new Map<string, number>();
    for (const selection of selections) {
      if (selection.kind === Kind.FIELD) {
        add(sum, ofField(selection, parent, sized));
        continue;
      }
      const isSpread = selection.kind === Kind.FRAGMENT_SPREAD;
      const type = isSpread ? typeOfFragment(selection.name.value) : typeOfInline(selection, parent);
      const size = isSpread
        ? ofFragment(selection.name.value, sized)
        : ofSelections(selection.selectionSet, type, sized);
      if (type !== parent && isObjectType(type)) {
        add(sum, { ...size, cost: 0 });
        costsOfTypes.set(type.name, (costsOfTypes.get(type.name) ?? 0) + size.cost);
      } else add(sum, size);
    }
    sum.cost = Math.min(sum.cost + Math.max(0, ...costsOfTypes.values()), Number.MAX_SAFE_INTEGER);
    return sum;
  }

  function typeOfFragment(name: string): GraphQLCompositeType {
    const fragment = fragments.get(name);
    if (fragment === undefined) throw new Error(`The document has no fragment ${name}.`);
    return typeNamed(fragment);
  }

  function typeOfInline(
    { typeCondition }: { readonly typeCondition?: FragmentDefinitionNode["typeCondition"] | undefined },
    parent: GraphQLCompositeType,
  ): GraphQLCompositeType {
    return typeCondition === undefined ? parent : typeNamed({ typeCondition });
  }

  function ofField(node: FieldNode, parent: GraphQLCompositeType, sized: SizedFields | null): Size {
    const aliases = node.alias === undefined ? 0 : 1;
    const keyCost = Math.max(0, (node.alias?.value.length ?? 0) - freeKeyLength) / charactersPerCost;
    const { value: name } = node.name;
    const meta = metaFields.find((candidate) => candidate.name === name);
    const field = "getFields" in parent ? (parent.getFields()[name] ?? meta) : meta;
    const isIntrospection = field === SchemaMetaFieldDef || field === TypeMetaFieldDef;
    if (field === undefined || field === TypeNameMetaFieldDef)
      return { depth: 1, aliases, rootFields: 1, entities: 0, fields: 1, cost: scalarCost + keyCost };
    const type = getNamedType(field.type);
    const values = argumentsOf(field, node, variables);
    const list = listSizeOf(field.astNode?.directives);
    const ownSize = sizeOfList(field, values, sourceCount);
    const sizedInner = sizedFieldsOf(list, ownSize);
    const inner =
      node.selectionSet !== undefined && isCompositeType(type)
        ? ofSelections(node.selectionSet, type, sizedInner)
        : nothing();
    // The schema limits the size of an introspection result; only aliases can multiply it.
    if (isIntrospection)
      return {
        ...inner,
        depth: 1,
        aliases: aliases + inner.aliases,
        rootFields: 1,
        fields: 1 + inner.fields,
        cost: scalarCost,
      };
    // A page costs its size even if the operation does not select its items.
    if (sizedInner !== null) inner.cost = Math.max(inner.cost, sizedInner.size);
    const count = sized?.names.includes(name) ? sized.size : isList(field) ? (ownSize ?? defaultListSize) : 1;
    const weight =
      keyCost +
      (costOf(field.astNode?.directives) ??
        costOf(type.astNode?.directives) ??
        (isCompositeType(type) || field.args.length > 0 ? 1 : scalarCost));
    const inputs = field.args.reduce(
      (cost, { name, type: given }) => cost + costOfInput(given, values[name]),
      0,
    );
    return {
      depth: 1 + inner.depth,
      aliases: aliases + inner.aliases,
      rootFields: 1,
      entities: name === "_entities" ? count : 0,
      fields: 1 + inner.fields,
      // Even a list of no items has a value.
      cost: (count === 0 ? scalarCost : count * (weight + inner.cost)) + inputs,
    };
  }

  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`The schema has no root type for ${operation.operation}.`);
  return ofSelections(operation.selectionSet, root, null);
}

function nothing(): Size {
  return { depth: 0, aliases: 0, rootFields: 0, entities: 0, fields: 0, cost: 0 };
}

function add(sum: Size, { depth, aliases, rootFields, entities, fields, cost }: OperationSize): void {
  sum.depth = Math.max(sum.depth, depth);
  sum.aliases += aliases;
  sum.rootFields += rootFields;
  sum.entities += entities;
  sum.fields += fields;
  sum.cost += cost;
}

function isList({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/** Returns the argument values; none if they are invalid, which execution reports later. */
function argumentsOf(
  field: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): Readonly<Record<string, unknown>> {
  if (field.args.length === 0) return {};
  try {
    return getArgumentValues(field, node, variables);
  } catch {
    return {};
  }
}
