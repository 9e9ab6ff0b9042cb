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
import { defaultListSize, scalarCost } from "./constants.js";
import type { SizedFields } from "./cost-directives.js";
import { costOf, listSizeOf, sizedFieldsOf, sizeOfList } from "./cost-directives.js";
import { costOfInput } from "./input-cost.js";

/** How much an operation asks for, whatever the answer turns out to be. */
export interface OperationSize {
  /** Fields within fields; a root field is 1. Introspection does not count. */
  readonly depth: number;
  readonly aliases: number;
  readonly rootFields: number;
  /**
   * What the answer may come to: an object counts 1 or its `@cost`, another value 0.1 or, where it takes arguments and so is
   * worked out, 1; each as often as it may be in its list (`@listSize`). What is given counts too: members of an input their
   * `@cost`, members of a list 5 where they are objects, else 0.1, and a thousand characters of a text 1.
   */
  readonly cost: number;
}

export interface MeasuredOperation {
  readonly schema: GraphQLSchema;
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Coerced. */
  readonly variables: Readonly<Record<string, unknown>>;
}

/** Fields that no type declares. */
const metaFields = [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef];

/** Of one selection set: `rootFields` are its own fields. */
type Size = { -readonly [Key in keyof OperationSize]: OperationSize[Key] };

/** Measures a valid operation. Each fragment is looked at once, however often it is spread. */
export function measureOperation(given: MeasuredOperation): OperationSize {
  const { schema, document, operation, variables } = given;
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
    throw new Error(`${typeCondition.name.value} is no type that has fields.`);
  }

  function ofSelections(
    { selections }: SelectionSetNode,
    parent: GraphQLCompositeType,
    sized: SizedFields | null,
  ): Size {
    const sum = nothing();
    /** A value is of one type only: of what is asked of each, the most counts. */
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
    if (fragment === undefined) throw new Error(`There is no fragment ${name}.`);
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
    const { value: name } = node.name;
    const meta = metaFields.find((candidate) => candidate.name === name);
    const field = "getFields" in parent ? (parent.getFields()[name] ?? meta) : meta;
    const isIntrospection = field === SchemaMetaFieldDef || field === TypeMetaFieldDef;
    if (field === undefined || field === TypeNameMetaFieldDef)
      return { depth: 1, aliases, rootFields: 1, cost: scalarCost };
    const type = getNamedType(field.type);
    const values = argumentsOf(field, node, variables);
    const list = listSizeOf(field.astNode?.directives);
    const ownSize = sizeOfList(list, values);
    const sizedInner = sizedFieldsOf(list, ownSize);
    const inner =
      node.selectionSet !== undefined && isCompositeType(type)
        ? ofSelections(node.selectionSet, type, sizedInner)
        : nothing();
    // What is asked of the schema itself is as large as the schema, but for what aliases make of it.
    if (isIntrospection)
      return { depth: 1, aliases: aliases + inner.aliases, rootFields: 1, cost: scalarCost };
    // A page is made whether or not its members are asked for.
    if (sizedInner !== null) inner.cost = Math.max(inner.cost, sizedInner.size);
    const count = sized?.names.includes(name) ? sized.size : isList(field) ? (ownSize ?? defaultListSize) : 1;
    const weight =
      costOf(field.astNode?.directives) ?? (isCompositeType(type) || field.args.length > 0 ? 1 : scalarCost);
    const inputs = field.args.reduce(
      (cost, { name, type: given }) => cost + costOfInput(given, values[name]),
      0,
    );
    return {
      depth: 1 + inner.depth,
      aliases: aliases + inner.aliases,
      rootFields: 1,
      cost: count * (weight + inner.cost) + inputs,
    };
  }

  const root = schema.getRootType(operation.operation);
  if (!root) throw new Error(`The schema has no ${operation.operation}.`);
  return ofSelections(operation.selectionSet, root, null);
}

function nothing(): Size {
  return { depth: 0, aliases: 0, rootFields: 0, cost: 0 };
}

function add(sum: Size, { depth, aliases, rootFields, cost }: OperationSize): void {
  sum.depth = Math.max(sum.depth, depth);
  sum.aliases += aliases;
  sum.rootFields += rootFields;
  sum.cost += cost;
}

function isList({ type }: GraphQLField<unknown, unknown>): boolean {
  return isListType(isNonNullType(type) ? type.ofType : type);
}

/** What cannot be made of them, execution will tell. */
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
