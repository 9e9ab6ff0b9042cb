import { isObject } from "./json.js";

/** Changes every item in the value that has one of these application names or window ids, however deep it is. */
export function mergeIntoItems(value: unknown, patches: Readonly<Record<string, unknown>>): unknown {
  if (Array.isArray(value)) return value.map((item) => mergeIntoItems(item, patches));
  if (!isObject(value)) return value;
  const name = String(value.ApplicationName ?? value.id);
  if (Object.hasOwn(patches, name)) return mergePatch(value, patches[name]);
  return Object.fromEntries(
    Object.entries(value).map(([member, each]) => [member, mergeIntoItems(each, patches)]),
  );
}

/** Applies a JSON Merge Patch (RFC 7396). */
function mergePatch(target: unknown, patch: unknown): unknown {
  if (!isObject(patch)) return patch;
  const merged: Record<string, unknown> = isObject(target) ? { ...target } : {};
  for (const [member, value] of Object.entries(patch)) {
    if (value === null) delete merged[member];
    else merged[member] = mergePatch(merged[member], value);
  }
  return merged;
}
