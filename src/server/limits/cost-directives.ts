import type { ArgumentNode, DirectiveNode, GraphQLField } from "graphql";
import { valueFromASTUntyped } from "graphql";
import type { ListSizeExtension } from "../../schema/federation-directives.js";
import { defaultListSize } from "./constants.js";

/** Lists in a selection set whose size the parent field declares (`@listSize(sizedFields:)`). */
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

/** Caches the arguments of the schema's directives, which every operation needs. */
const readDirectives = new WeakMap<DirectiveNode, DirectiveArguments>();

/** Returns the `@cost` of a field or an input field; null if it has none. */
export function costOf(directives: readonly DirectiveNode[] | undefined): number | null {
  const weight = directiveArguments(directives, "cost")?.weight;
  return typeof weight === "number" ? weight : null;
}

/** Returns the arguments of a field's `@listSize`; null if it has none. */
export function listSizeOf(directives: readonly DirectiveNode[] | undefined): DirectiveArguments | null {
  return directiveArguments(directives, "listSize");
}

/** Returns the maximum size of the field's list, or of the lists within it; null if it is not declared. */
export function sizeOfList(
  { args, extensions, astNode }: GraphQLField<unknown, unknown>,
  values: DirectiveArguments,
  sourceCount: number,
): number | null {
  const own = sizeExtensionOf(extensions);
  if (own.sources) return sourceCount;
  if (own.argument !== undefined) return lengthOf(values[own.argument]);
  const list = listSizeOf(astNode?.directives);
  if (list === null) return null;
  // Null means the same as no argument.
  const given = (name: string) =>
    values[name] ?? args.find((argument) => argument.name === name)?.defaultValue;
  const sizes = namesIn(list.slicingArguments).map((name) => lengthOf(given(name)));
  const known = sizes.filter((size) => size !== null);
  // Execution rejects more than the maximum before it does any work, and says so.
  if (known.length > 0) return Math.min(Math.max(0, ...known), own.maximum ?? Number.POSITIVE_INFINITY);
  return typeof list.assumedSize === "number" ? list.assumedSize : null;
}

/** Returns what sizes the field's list besides `@listSize`. */
export function sizeExtensionOf(extensions: object): ListSizeExtension {
  return (extensions as { readonly listSize?: ListSizeExtension }).listSize ?? {};
}

/** Returns the names of the arguments that size the field's list, or the lists within it. */
export function sizingArgumentsOf({
  extensions,
  astNode,
}: GraphQLField<unknown, unknown>): readonly string[] {
  const { argument } = sizeExtensionOf(extensions);
  return argument !== undefined ? [argument] : namesIn(listSizeOf(astNode?.directives)?.slicingArguments);
}

function lengthOf(value: unknown): number | null {
  // A negative page size is rejected later. Until then it must not reduce the cost.
  if (typeof value === "number") return Math.max(0, value);
  return Array.isArray(value) ? value.length : null;
}

/** Returns the lists within the field that have its declared size; null if there are none. */
export function sizedFieldsOf(list: DirectiveArguments | null, size: number | null): SizedFields | null {
  const names = namesIn(list?.sizedFields);
  return names.length === 0 ? null : { names, size: size ?? defaultListSize };
}

function namesIn(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((name) => typeof name === "string") : [];
}
