import { earliestInstant, instantText, latestInstant } from "../time/instants.js";
import type { Phase } from "../time/schedules.js";
import { phaseAt } from "../time/schedules.js";
import { certainties, currentCertainty } from "../windows/certainty.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import { collationKey } from "./collation-key.js";
import type { SortKeyed } from "./pages.js";
import { compareText } from "./pages.js";
import { searchTextOf } from "./search-text.js";

export type WindowOrderField = "NEXT_OCCURRENCE" | "END" | "CERTAINTY" | "TITLE" | "ID";

export interface WindowOrder {
  readonly field: WindowOrderField;
  /** DESC is exactly the reverse of ASC. */
  readonly direction: "ASC" | "DESC";
}

/** Windows in a total, ascending order. From `from` until `until`, no window opens or closes, so order and statuses stay the same. */
export interface OrderedWindows {
  readonly field: WindowOrderField;
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
  field: WindowOrderField,
  at: Date,
): OrderedWindows {
  const distinct = new Map<string, ScheduledWindow>();
  for (const window of windows) {
    const other = distinct.get(window.id);
    if (other === undefined || alarmOf(other) <= alarmOf(window)) distinct.set(window.id, window);
  }
  const items = Array.from(distinct.values(), (window) => orderedWindow(window, field, at.getTime()));
  return whole(field, items.sort(compareWindows));
}

function alarmOf({ isUnderway }: ScheduledWindow): number {
  return isUnderway === true ? 2 : isUnderway === null ? 1 : 0;
}

/**
 * Orders windows at another time, or other windows, from an earlier order of nearly the same ones. Only what has changed is
 * sorted. The ids of all windows must be distinct.
 */
export function reorderWindows(
  { field, items }: OrderedWindows,
  { added, removed }: WindowChanges,
  at: Date,
): OrderedWindows {
  const atMs = at.getTime();
  const unchanged: OrderedWindow[] = [];
  const changed: OrderedWindow[] = [];
  for (const item of items) {
    if (removed.size > 0 && removed.has(item.node)) continue;
    if (isWithin(item.phase, atMs)) unchanged.push(item);
    else changed.push(orderedWindow(item.node, field, atMs));
  }
  for (const window of added) changed.push(orderedWindow(window, field, atMs));
  return whole(field, merge(unchanged, changed.sort(compareWindows)));
}

/** Returns the order of only those windows that are selected. */
export function selectWindows(
  { field, items }: OrderedWindows,
  isSelected: (window: ScheduledWindow) => boolean,
): OrderedWindows {
  return whole(
    field,
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

function orderedWindow(node: ScheduledWindow, field: WindowOrderField, atMs: number): OrderedWindow {
  return new RankedWindow(node, field, phaseAt(node.schedule, atMs));
}

/** Creates its texts when they are read: only cursors contain the sort key, and few requests search. */
class RankedWindow implements OrderedWindow {
  readonly id: string;
  readonly rank: number | string;
  private comparableText: string | null = null;

  constructor(
    readonly node: ScheduledWindow,
    private readonly field: WindowOrderField,
    readonly phase: Phase,
  ) {
    this.id = node.id;
    this.rank = rankOf(node, field, phase);
  }

  get sortKey(): string {
    if (typeof this.rank === "string") return this.rank;
    const instantMs = this.field === "END" ? this.rank : this.phase.startsAtMs;
    const text = instantMs === Number.POSITIVE_INFINITY ? "~" : instantText(new Date(instantMs));
    return this.field === "CERTAINTY" ? `${certaintyRankOf(this.node)}${text}` : text;
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
function rankOf(window: ScheduledWindow, field: WindowOrderField, phase: Phase): number | string {
  const { startsAtMs } = phase;
  switch (field) {
    case "NEXT_OCCURRENCE":
      return startsAtMs;
    case "END":
      return endOf(window, phase);
    case "CERTAINTY":
      return certaintyRankOf(window) * rankSpanMs + Math.min(startsAtMs, rankSpanMs / 2);
    case "TITLE":
      return collationKey(window.title);
    case "ID":
      return "";
  }
}

/** Returns when the current or next occurrence ends; for a window that will not open again, when it ended. */
function endOf({ schedule }: ScheduledWindow, { startsAtMs, sinceMs, endsAtMs }: Phase): number {
  if (startsAtMs !== Number.POSITIVE_INFINITY) return endsAtMs;
  return schedule.recurrence === "NONE" ? schedule.endsAt.getTime() : sinceMs;
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

function whole(field: WindowOrderField, items: readonly OrderedWindow[]): OrderedWindows {
  let fromMs = earliestInstant.getTime();
  let untilMs = latestInstant.getTime();
  for (const { phase } of items) {
    if (phase.sinceMs > fromMs) fromMs = phase.sinceMs;
    if (phase.untilMs < untilMs) untilMs = phase.untilMs;
  }
  return { field, items, from: new Date(fromMs), until: new Date(untilMs) };
}
