/** Items with a start and an end in milliseconds, sorted by start, then by id. */
export interface SortedIntervals<Item> {
  readonly items: readonly Item[];
  readonly startsMs: Float64Array;
  readonly endsMs: Float64Array;
  /**
   * Searches from an index for the first item that ends after an instant, and returns its index. Returns the number of items if no
   * such item follows.
   */
  readonly nextEndingAfter: (index: number, atMs: number) => number;
  /** Counts the items that overlap a half-open range. Neither the range nor any item may be empty. */
  readonly countBetween: (fromMs: number, untilMs: number) => number;
}

export interface IntervalItem<Item> {
  readonly item: Item;
  readonly startMs: number;
  readonly endMs: number;
}

/** Indexes items that are already sorted. */
export function indexIntervals<Item>(sorted: readonly IntervalItem<Item>[]): SortedIntervals<Item> {
  const { length } = sorted;
  const startsMs = new Float64Array(length);
  let width = 1;
  while (width < length) width *= 2;
  // A binary tree of the latest ends: node n has the children 2n and 2n + 1, and the leaves are the items.
  const latestEnds = new Float64Array(2 * width).fill(Number.NEGATIVE_INFINITY);
  sorted.forEach(({ startMs, endMs }, index) => {
    startsMs[index] = startMs;
    latestEnds[width + index] = endMs;
  });
  const endsMs = latestEnds.subarray(width, width + length);
  // Sorted when somebody counts: few requests do.
  let sortedEndsMs: Float64Array | undefined;
  const endOf = (node: number) => latestEnds[node] as number;
  for (let node = width - 1; node > 0; node--)
    latestEnds[node] = Math.max(endOf(2 * node), endOf(2 * node + 1));

  return {
    items: sorted.map(({ item }) => item),
    startsMs,
    endsMs,
    nextEndingAfter(index, atMs) {
      if (index >= length) return length;
      let node = width + index;
      // Climb to the first subtree, from here to the right, in which an item ends late enough.
      while (endOf(node) <= atMs) {
        while (node % 2 === 1) node = (node - 1) / 2;
        if (node === 0) return length;
        node += 1;
      }
      while (node < width) {
        node *= 2;
        if (endOf(node) <= atMs) node += 1;
      }
      return node - width;
    },
    countBetween(fromMs, untilMs) {
      sortedEndsMs ??= endsMs.toSorted();
      return countBelow(startsMs, untilMs) - countUpTo(sortedEndsMs, fromMs);
    },
  };
}

/** Returns an index of only those items that are accepted. */
export function filterIntervals<Item>(
  { items, startsMs, endsMs }: SortedIntervals<Item>,
  isAccepted: (item: Item) => boolean,
): SortedIntervals<Item> {
  return indexIntervals(
    items.flatMap((item, index) =>
      isAccepted(item) ? [{ item, startMs: startsMs[index] as number, endMs: endsMs[index] as number }] : [],
    ),
  );
}

/** Counts the sorted numbers that are less than the limit. */
export function countBelow(sorted: Float64Array, limit: number): number {
  return firstIndex(sorted.length, (index) => (sorted[index] as number) < limit);
}

/** Counts the sorted numbers that are not greater than the limit. */
function countUpTo(sorted: Float64Array, limit: number): number {
  return firstIndex(sorted.length, (index) => (sorted[index] as number) <= limit);
}

/** Returns the index of the first item that does not come before the given one, by binary search. */
export function firstIndex(length: number, isBefore: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
