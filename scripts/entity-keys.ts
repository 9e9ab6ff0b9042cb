import type { ConstDirectiveNode, ConstValueNode } from "graphql";
import { Kind } from "graphql";

/** Whether the subgraph resolves entities by the key: true unless `resolvable` is false. */
export function isResolvable(key: ConstDirectiveNode): boolean {
  const resolvable = argumentOf(key, "resolvable");
  return resolvable?.kind !== Kind.BOOLEAN || resolvable.value;
}

/** Returns the fields of the key, sorted by name. */
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
