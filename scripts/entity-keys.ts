import type { ConstDirectiveNode, ConstValueNode } from "graphql";
import { Kind } from "graphql";

/** Whether the subgraph finds entities by the key, as it does unless the directive says that it does not. */
export function isResolvable(key: ConstDirectiveNode): boolean {
  const resolvable = argumentOf(key, "resolvable");
  return resolvable?.kind !== Kind.BOOLEAN || resolvable.value;
}

/** The fields of the key, in the order of their names. */
export function fieldsOfKey(key: ConstDirectiveNode): readonly string[] {
  const fields = argumentOf(key, "fields");
  return fields?.kind === Kind.STRING ? fields.value.trim().split(/\s+/).sort() : [];
}

function argumentOf(
  { arguments: given = [] }: ConstDirectiveNode,
  wanted: string,
): ConstValueNode | undefined {
  return given.find(({ name }) => name.value === wanted)?.value;
}
