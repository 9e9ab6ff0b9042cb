import type { FieldNode } from "graphql";
import { sizeExtensionOf, sizingArgumentsOf } from "./cost-directives.js";
import type { FieldCost } from "./field-cost.js";
import { largestInput } from "./largest-input.js";

/** An argument, or a part of one, that a caller can lower or shorten. */
export interface CostlyArgument {
  /** Response names that lead to the field with the argument. */
  readonly path: readonly string[];
  /** Name of the argument, and of the input fields in it, e.g. `filter.sources`. */
  readonly argument: string;
  /** The number, the number of list items, or the number of characters. */
  readonly value: number;
  readonly unit: "number" | "items" | "characters";
  /** The most that execution accepts, if the value is larger. */
  readonly maximum?: number;
  /** Set if the operation leaves the argument out. */
  readonly isDefault?: true;
}

/** Returns the arguments that size the field's list, or the lists within it, if they can be smaller. */
export function sizingArguments(
  path: readonly string[],
  node: FieldNode,
  { field, values }: FieldCost,
): readonly CostlyArgument[] {
  const { maximum } = sizeExtensionOf(field.extensions);
  return sizingArgumentsOf(field).flatMap((name) => {
    const given = values[name] ?? field.args.find((argument) => argument.name === name)?.defaultValue;
    const size = sizeOf(given);
    if (size === null || size.value <= 1) return [];
    const isDefault = !node.arguments?.some((argument) => argument.name.value === name);
    return {
      path,
      argument: name,
      ...size,
      ...(maximum !== undefined && size.value > maximum ? { maximum } : {}),
      ...(isDefault ? { isDefault } : {}),
    };
  });
}

/** Returns the part of the field's arguments that costs most. */
export function largestArgument(
  path: readonly string[],
  { field, values }: FieldCost,
): readonly CostlyArgument[] {
  const largest = largestInput(field.args.map(({ name, type }) => ({ name, type, value: values[name] })));
  const size = largest && sizeOf(largest.value);
  return largest && size ? [{ path, argument: largest.names.join("."), ...size }] : [];
}

function sizeOf(value: unknown): Pick<CostlyArgument, "value" | "unit"> | null {
  if (typeof value === "number") return { value, unit: "number" };
  if (typeof value === "string") return { value: value.length, unit: "characters" };
  return Array.isArray(value) ? { value: value.length, unit: "items" } : null;
}
