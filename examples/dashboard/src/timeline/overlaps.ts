import type { Range } from "../time";
import type { Span } from "./spans";

/** A time in which at least two windows are open without a break. */
export interface Overlap extends Span {
  /** Most windows that are open at once. */
  readonly most: number;
}

/** The overlaps of these windows in a range, in time order. Spans include their start and exclude their end. */
export function overlapsOf(spans: readonly Span[], range: Range): readonly Overlap[] {
  const [fromMs, toMs] = [Date.parse(range.from), Date.parse(range.to)];
  const changes = new Map<number, number>();
  const change = (atMs: number, by: number) => changes.set(atMs, (changes.get(atMs) ?? 0) + by);
  for (const { startsAt, endsAt } of spans) {
    const startMs = Math.max(fromMs, Date.parse(startsAt));
    const endMs = Math.min(toMs, Date.parse(endsAt));
    if (startMs >= endMs) continue;
    change(startMs, 1);
    change(endMs, -1);
  }

  const overlaps: Overlap[] = [];
  let open = 0;
  let startMs: number | null = null;
  let most = 0;
  for (const [atMs, by] of [...changes].sort(([one], [other]) => one - other)) {
    open += by;
    most = Math.max(most, open);
    if (open >= 2) startMs ??= atMs;
    else if (startMs !== null) {
      overlaps.push({ startsAt: text(startMs), endsAt: text(atMs), most });
      startMs = null;
    }
    if (open < 2) most = 0;
  }
  return overlaps;
}

const text = (ms: number) => new Date(ms).toISOString();
