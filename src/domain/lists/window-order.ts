import { earliestInstant, instantText, latestInstant } from "../time/instants.js";
import type { Phase } from "../time/schedules.js";
import { phaseAt } from "../time/schedules.js";
import { certainties, currentCertainty } from "../windows/certainty.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import type { SortKeyed } from "./pages.js";
import { compareText } from "./pages.js";
import { searchTextOf } from "./search-text.js";

export type WindowOrder = "NEXT_OCCURRENCE" | "CERTAINTY" | "TITLE" | "ID";

/** Windows in a total order. From `from` until `until`, no window opens or closes, so order and statuses stay the same. */
export interface OrderedWindows {
  readonly order: WindowOrder;
  readonly items: readonly OrderedWindow[];
  readonly from: Date;
  readonly until: Date;
}

/** How a set of windows differs from an earlier one. */
export interface WindowChanges {
  readonly added: readonly ScheduledWindow[];
  readonly removed: ReadonlySet<ScheduledWindow>;
}

/**
 * Orders the windows. A window that is listed twice, by two sources or while a list is changing, appears once: the last, or the one
 * whose maintenance is, or may be, under way.
 */
export function orderWindows(
  windows: Iterable<ScheduledWindow>,
  order: WindowOrder,
  at: Date,
): OrderedWindows {
  const distinct = new Map<string, ScheduledWindow>();
  for (const window of windows) {
    const other = distinct.get(window.id);
    if (other === undefined || alarmOf(other) <= alarmOf(window)) distinct.set(window.id, window);
  }
  const items = Array.from(distinct.values(), (window) => orderedWindow(window, order, at.getTime()));
  return whole(order, items.sort(compareWindows));
}

function alarmOf({ isUnderway }: ScheduledWindow): number {
  return isUnderway === true ? 2 : isUnderway === null ? 1 : 0;
}

/**
 * Orders windows at another time, or other windows, from an earlier order of nearly the same ones. Only what has changed is
 * sorted. The ids of all windows must be distinct.
 */
export function reorderWindows(
  { order, items }: OrderedWindows,
  { added, removed }: WindowChanges,
  at: Date,
): OrderedWindows {
  const atMs = at.getTime();
  const unchanged: OrderedWindow[] = [];
  const changed: OrderedWindow[] = [];
  for (const item of items) {
    if (removed.size > 0 && removed.has(item.node)) continue;
    if (isWithin(item.phase, atMs)) unchanged.push(item);
    else changed.push(orderedWindow(item.node, order, atMs));
  }
  for (const window of added) changed.push(orderedWindow(window, order, atMs));
  return whole(order, merge(unchanged, changed.sort(compareWindows)));
}

/** Returns the order of only those windows that are selected. */
export function selectWindows(
  { order, items }: OrderedWindows,
  isSelected: (window: ScheduledWindow) => boolean,
): OrderedWindows {
  return whole(
    order,
    items.filter(({ node }) => isSelected(node)),
  );
}

/** A window with its place in an order. */
export interface OrderedWindow extends SortKeyed<ScheduledWindow> {
  /** The sort key as it is compared. Numbers take a fraction of the time of texts. */
  readonly rank: number | string;
  /** The window has this place during this phase. */
  readonly phase: Phase;
  /** All texts that `search` matches, in the form in which they are compared. */
  readonly searchText: string;
}

/** Returns the phase of the window that contains the instant. */
export function phaseOf({ node, phase }: OrderedWindow, atMs: number): Phase {
  return isWithin(phase, atMs) ? phase : phaseAt(node.schedule, atMs);
}

function isWithin({ sinceMs, untilMs }: Phase, atMs: number): boolean {
  return sinceMs <= atMs && atMs < untilMs;
}

function orderedWindow(node: ScheduledWindow, order: WindowOrder, atMs: number): OrderedWindow {
  return new RankedWindow(node, order, phaseAt(node.schedule, atMs));
}

/** Creates its texts when they are read: only cursors contain the sort key, and few requests search. */
class RankedWindow implements OrderedWindow {
  readonly id: string;
  readonly rank: number | string;
  private comparableText: string | null = null;

  constructor(
    readonly node: ScheduledWindow,
    private readonly order: WindowOrder,
    readonly phase: Phase,
  ) {
    this.id = node.id;
    this.rank = rankOf(node, order, phase);
  }

  get sortKey(): string {
    if (typeof this.rank === "string") return this.rank;
    const { startsAtMs } = this.phase;
    const startText = startsAtMs === Number.POSITIVE_INFINITY ? "~" : instantText(new Date(startsAtMs));
    return this.order === "CERTAINTY" ? `${certaintyRankOf(this.node)}${startText}` : startText;
  }

  get searchText(): string {
    this.comparableText ??= searchTextOf(this.node);
    return this.comparableText;
  }
}

/** Returns 0 for the most certain. */
function certaintyRankOf(window: ScheduledWindow): number {
  return certainties.indexOf(currentCertainty(window));
}

/** Windows that will not open again come last, with CERTAINTY among those of the same certainty. */
function rankOf(window: ScheduledWindow, order: WindowOrder, { startsAtMs }: Phase): number | string {
  switch (order) {
    case "NEXT_OCCURRENCE":
      return startsAtMs;
    case "CERTAINTY":
      return certaintyRankOf(window) * rankSpanMs + Math.min(startsAtMs, rankSpanMs / 2);
    case "TITLE":
      return window.title.toLowerCase();
    case "ID":
      return "";
  }
}

/** More than twice the time that the years 1 to 9999 take. */
const rankSpanMs = 1e15;

/** Compares like the sort keys: the text of an instant sorts by time. */
function compareWindows(left: OrderedWindow, right: OrderedWindow): number {
  if (left.rank === right.rank) return compareText(left.id, right.id);
  return left.rank < right.rank ? -1 : 1;
}

function merge(left: readonly OrderedWindow[], right: readonly OrderedWindow[]): readonly OrderedWindow[] {
  if (right.length === 0) return left;
  const merged: OrderedWindow[] = [];
  let index = 0;
  for (const item of left) {
    let next = right[index];
    while (next !== undefined && compareWindows(next, item) < 0) {
      merged.push(next);
      index += 1;
      next = right[index];
    }
    merged.push(item);
  }
  for (; index < right.length; index++) merged.push(right[index] as OrderedWindow);
  return merged;
}

function whole(order: WindowOrder, items: readonly OrderedWindow[]): OrderedWindows {
  let fromMs = earliestInstant.getTime();
  let untilMs = latestInstant.getTime();
  for (const { phase } of items) {
    if (phase.sinceMs > fromMs) fromMs = phase.sinceMs;
    if (phase.untilMs < untilMs) untilMs = phase.untilMs;
  }
  return { order, items, from: new Date(fromMs), until: new Date(untilMs) };
}
