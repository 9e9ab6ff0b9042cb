import type { GraphQLInputType } from "graphql";
import { getNamedType, getNullableType, isInputObjectType, isListType } from "graphql";
import { maxCostPathNames } from "./constants.js";
import { costOf } from "./cost-directives.js";
import { costOfInput, costOfItem } from "./input-cost.js";

/** The part of an input that causes most of its cost. */
export interface LargestInput {
  /** Names of the argument and of the input fields in it; list items by their zero-based index. */
  readonly names: readonly string[];
  readonly value: unknown;
}

interface InputPart {
  readonly name: string;
  readonly type: GraphQLInputType;
  readonly value: unknown;
  readonly cost: number;
}

/** Follows the part with more than half of the cost, as long as there is one. */
export function largestInput(parts: readonly Omit<InputPart, "cost">[]): LargestInput | null {
  let names: readonly string[] = [];
  let found: LargestInput | null = null;
  let inner: readonly InputPart[] = parts.map((part) => ({
    ...part,
    cost: costOfInput(part.type, part.value),
  }));
  while (names.length < maxCostPathNames) {
    const total = inner.reduce((sum, { cost }) => sum + cost, 0);
    const largest = inner.find(({ cost }) => cost > total / 2);
    if (largest === undefined) break;
    names = [...names, largest.name];
    found = { names, value: largest.value };
    inner = partsOf(largest);
  }
  return found;
}

/** Returns the fields of an input object, or the items of a list. */
function partsOf({ type, value }: InputPart): readonly InputPart[] {
  const nullable = getNullableType(type);
  if (Array.isArray(value)) {
    const itemType = isListType(nullable) ? nullable.ofType : type;
    return value.map((item: unknown, index) => ({
      name: String(index),
      type: itemType,
      value: item,
      cost: costOfItem(type) + costOfInput(itemType, item),
    }));
  }
  const named = getNamedType(type);
  if (!isInputObjectType(named) || typeof value !== "object" || value === null) return [];
  return Object.values(named.getFields()).map(({ name, type: inner, astNode }) => {
    const member: unknown = (value as Readonly<Record<string, unknown>>)[name];
    const own = member === null || member === undefined ? 0 : (costOf(astNode?.directives) ?? 0);
    return { name, type: inner, value: member, cost: own + costOfInput(inner, member) };
  });
}
