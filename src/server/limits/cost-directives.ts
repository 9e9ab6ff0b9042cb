import type { ArgumentNode, DirectiveNode } from "graphql";
import { valueFromASTUntyped } from "graphql";
import { defaultListSize } from "./constants.js";

/** How many members some lists in a selection set have, where the field that holds it says so. */
export interface SizedFields {
  readonly names: readonly string[];
  readonly size: number;
}

type DirectiveArguments = Readonly<Record<string, unknown>>;

function directiveArguments(
  directives: readonly DirectiveNode[] | undefined,
  name: string,
): DirectiveArguments | null {
  const directive = directives?.find((candidate) => candidate.name.value === name);
  if (directive === undefined) return null;
  const known = readDirectives.get(directive);
  if (known !== undefined) return known;
  const values = (directive.arguments ?? []).map(({ name: { value: key }, value }: ArgumentNode) => [
    key,
    valueFromASTUntyped(value),
  ]);
  const read: DirectiveArguments = Object.fromEntries(values);
  readDirectives.set(directive, read);
  return read;
}

/** Those of a schema, which are asked for with each operation. */
const readDirectives = new WeakMap<DirectiveNode, DirectiveArguments>();

/** The `@cost` of a field or a member of an input; null where it has none. */
export function costOf(directives: readonly DirectiveNode[] | undefined): number | null {
  const weight = directiveArguments(directives, "cost")?.weight;
  return typeof weight === "number" ? weight : null;
}

/** What `@listSize` says of a field; null where it has none. */
export function listSizeOf(directives: readonly DirectiveNode[] | undefined): DirectiveArguments | null {
  return directiveArguments(directives, "listSize");
}

/** How many members the field's list, or the lists within, may have; null where nothing says so. */
export function sizeOfList(list: DirectiveArguments | null, values: DirectiveArguments): number | null {
  if (list === null) return null;
  const sizes = namesIn(list.slicingArguments).map((name) => lengthOf(values[name]));
  const known = sizes.filter((size) => size !== null);
  if (known.length > 0) return Math.max(0, ...known);
  return typeof list.assumedSize === "number" ? list.assumedSize : null;
}

function lengthOf(value: unknown): number | null {
  // A page of fewer than none is refused later, and must make nothing else cheaper.
  if (typeof value === "number") return Math.max(0, value);
  return Array.isArray(value) ? value.length : null;
}

/** Which lists within the field are as long as it says; null where none is. */
export function sizedFieldsOf(list: DirectiveArguments | null, size: number | null): SizedFields | null {
  const names = namesIn(list?.sizedFields);
  return names.length === 0 ? null : { names, size: size ?? defaultListSize };
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}
