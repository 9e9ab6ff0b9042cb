/** Decides whether an item meets one condition of a filter. */
export type Condition<Item> = (item: Item) => boolean;

/** Returns the condition that an item has one of the values; null if the filter does not set them. */
export function isOneOf<Item, Value>(
  values: readonly Value[] | null | undefined,
  valueIn: (item: Item) => Value,
): Condition<Item> | null {
  if (!values) return null;
  // A list can name a value thousands of times.
  const wanted = new Set(values);
  return (item) => wanted.has(valueIn(item));
}

/** Like `isOneOf`, for an item with several values. */
export function hasOneOf<Item, Value>(
  values: readonly Value[] | null | undefined,
  valuesIn: (item: Item) => readonly Value[],
): Condition<Item> | null {
  if (!values) return null;
  const wanted = new Set(values);
  return (item) => valuesIn(item).some((value) => wanted.has(value));
}

/** Returns the condition that an item meets all conditions; null if there are none, so that the caller can skip the check. */
export function all<Item>(conditions: readonly (Condition<Item> | null)[]): Condition<Item> | null {
  const set = conditions.filter((condition) => condition !== null);
  const [only] = set;
  if (only === undefined) return null;
  return set.length === 1 ? only : (item) => set.every((isMet) => isMet(item));
}
