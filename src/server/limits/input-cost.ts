import type { GraphQLInputType } from "graphql";
import { getNamedType, isInputObjectType } from "graphql";
import { charactersPerCost, inputObjectCost, inputValueCost } from "./constants.js";
import { costOf } from "./cost-directives.js";

/** Returns the cost of an argument's value: its list members, its strings, and the `@cost` of its fields. */
export function costOfInput(type: GraphQLInputType, value: unknown): number {
  if (value === null || value === undefined) return 0;
  if (typeof value === "string") return value.length / charactersPerCost;
  if (Array.isArray(value)) {
    let cost = value.length * costOfItem(type);
    // A loop, because one variable can hold a hundred thousand items, and count for each field that uses it.
    for (const item of value) cost += costOfInput(type, item);
    return cost;
  }
  const named = getNamedType(type);
  if (!isInputObjectType(named) || typeof value !== "object") return 0;
  return Object.values(named.getFields()).reduce((sum, { name, type: inner, astNode }) => {
    const member: unknown = (value as Readonly<Record<string, unknown>>)[name];
    if (member === null || member === undefined) return sum;
    return sum + (costOf(astNode?.directives) ?? 0) + costOfInput(inner, member);
  }, 0);
}

/** Returns what each item of a list costs besides its own value. */
export function costOfItem(type: GraphQLInputType): number {
  return isInputObjectType(getNamedType(type)) ? inputObjectCost : inputValueCost;
}
