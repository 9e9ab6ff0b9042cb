import type { FieldNode, GraphQLCompositeType, GraphQLField, GraphQLOutputType } from "graphql";
import {
  getArgumentValues,
  getNamedType,
  isCompositeType,
  isListType,
  isNonNullType,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
} from "graphql";
import { charactersPerCost, defaultListSize, freeKeyLength, scalarCost } from "./constants.js";
import type { SizedFields } from "./cost-directives.js";
import { costOf, listSizeOf, sizedFieldsOf, sizeOfList } from "./cost-directives.js";
import { costOfInput } from "./input-cost.js";
import type { MeasuredOperation } from "./operation-size.js";

/** A selected field, and what it costs without the fields within it. */
export interface FieldCost {
  readonly field: GraphQLField<unknown, unknown>;
  readonly values: Readonly<Record<string, unknown>>;
  /** The type of the fields within it; null if it has none. */
  readonly type: GraphQLCompositeType | null;
  /** Lists within it that have its size. */
  readonly sizedInner: SizedFields | null;
  /** How many values the field has: the size of its list, or 1. */
  readonly count: number;
  /** Cost of each value. */
  readonly weight: number;
  /** Cost of the arguments. */
  readonly inputs: number;
}

/** Introspection fields, which no type declares. */
const metaFields = [SchemaMetaFieldDef, TypeMetaFieldDef, TypeNameMetaFieldDef];

/** Returns the definition of the field. `__typename` is undefined: it needs no more than its own cost. */
export function fieldOf(
  { name }: FieldNode,
  parent: GraphQLCompositeType,
): GraphQLField<unknown, unknown> | undefined {
  const own = "getFields" in parent ? parent.getFields()[name.value] : undefined;
  const field = own ?? metaFields.find((meta) => meta.name === name.value);
  return field === TypeNameMetaFieldDef ? undefined : field;
}

/** Whether the field returns the schema, whose size limits the result. */
export const isIntrospection = (field: GraphQLField<unknown, unknown>): boolean =>
  field === SchemaMetaFieldDef || field === TypeMetaFieldDef;

/** Returns the cost of the field's name in the response. */
export const keyCostOf = ({ alias }: FieldNode): number =>
  Math.max(0, (alias?.value.length ?? 0) - freeKeyLength) / charactersPerCost;

export function costOfField(
  node: FieldNode,
  field: GraphQLField<unknown, unknown>,
  sized: SizedFields | null,
  { variables, sourceCount }: MeasuredOperation,
): FieldCost {
  const named = getNamedType(field.type);
  const type = isCompositeType(named) ? named : null;
  const values = argumentsOf(field, node, variables);
  const size = sizeOfList(field, values, sourceCount);
  const ownCount = isList(field.type) ? (size ?? defaultListSize) : 1;
  const defaultWeight = type !== null || field.args.length > 0 ? 1 : scalarCost;
  return {
    field,
    values,
    type,
    sizedInner: sizedFieldsOf(listSizeOf(field.astNode?.directives), size),
    count: sized?.names.includes(field.name) ? sized.size : ownCount,
    weight:
      keyCostOf(node) +
      (costOf(field.astNode?.directives) ?? costOf(named.astNode?.directives) ?? defaultWeight),
    inputs: field.args.reduce((cost, { name, type: given }) => cost + costOfInput(given, values[name]), 0),
  };
}

function isList(type: GraphQLOutputType): boolean {
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
