import { instantText } from "../time/instants.js";
import type { Phase } from "../time/schedules.js";
import { phaseAt } from "../time/schedules.js";
import { certainties, currentCertainty } from "../windows/certainty.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";
import type { Position } from "./cursors.js";
import type { SortKeyed } from "./pages.js";
import { compareSortKeys, compareText } from "./pages.js";
import { searchTextOf } from "./search-text.js";
import { asciiKey, compareByCollator, compareTitles } from "./title-order.js";

export type WindowOrderField = "NEXT_OCCURRENCE" | "END" | "CERTAINTY" | "TITLE" | "ID";

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

export function isWithin({ sinceMs, untilMs }: Phase, atMs: number): boolean {
  return sinceMs <= atMs && atMs < untilMs;
}

export function orderedWindow(node: ScheduledWindow, field: WindowOrderField, atMs: number): OrderedWindow {
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
    if (this.field === "TITLE") return this.node.title;
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
      return asciiKey(window.title) ?? notAscii;
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

/** The rank of all titles that have no key. No key contains this character. */
const notAscii = "\u0080";

/** Compares like the sort keys: the text of an instant sorts by time. */
export function compareWindows(left: OrderedWindow, right: OrderedWindow): number {
  if (left.rank === notAscii || right.rank === notAscii)
    return compareByCollator(left.node.title, right.node.title) || compareText(left.id, right.id);
  if (left.rank === right.rank) return compareText(left.id, right.id);
  return left.rank < right.rank ? -1 : 1;
}

/** Compares a window with a position in the order of the field. */
export function compareWithPosition(
  field: WindowOrderField,
  window: OrderedWindow,
  position: Position,
): number {
  return field === "TITLE"
    ? compareTitles(window.node.title, position.sortKey) || compareText(window.id, position.id)
    : compareSortKeys(window, position);
}
