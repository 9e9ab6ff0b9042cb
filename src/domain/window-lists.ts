import { createHash } from "node:crypto";
import type { Position } from "./cursors.js";
import { decodeCursor, encodeCursor } from "./cursors.js";
import type { Violation } from "./errors.js";
import { invalid } from "./errors.js";
import type { Interval } from "./intervals.js";
import { contains } from "./intervals.js";
import type { MaintenanceStatus } from "./schedules.js";
import { nextOccurrence, occurrencesWithin, statusAt } from "./schedules.js";
import type { MaintenanceSource } from "./sources.js";
import type { ScheduledWindow } from "./windows.js";

/** Which windows a list holds; an absent or null member does not narrow it. */
export interface WindowFilter {
  readonly providers?: readonly string[] | null | undefined;
  readonly sources?: readonly string[] | null | undefined;
  readonly statuses?: readonly MaintenanceStatus[] | null | undefined;
  readonly activeAt?: Date | null | undefined;
  readonly overlaps?: { readonly from: Date; readonly to: Date } | null | undefined;
  readonly search?: string | null | undefined;
}

export type WindowOrder = "NEXT_OCCURRENCE" | "TITLE" | "ID";

export interface PageArguments {
  readonly first: number;
  readonly after: string | null;
}

export interface Page<Item> {
  readonly edges: readonly { readonly cursor: string; readonly node: Item }[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
  /** How many windows the list holds over all pages. */
  readonly totalCount: number;
}

export const maxPageSize = 200;

/** Whether the filter lets any window of the source through. */
export function asksSource(filter: WindowFilter, source: MaintenanceSource): boolean {
  if (filter.providers && !filter.providers.includes(source.provider)) return false;
  return !filter.sources || filter.sources.includes(source.id);
}

/** Whether the filter lets a window of such a source through at this instant. */
export function matches(window: ScheduledWindow, filter: WindowFilter, now: Date): boolean {
  const { statuses, activeAt, overlaps, search } = filter;
  if (statuses && !statuses.includes(statusAt(window.schedule, now))) return false;
  if (activeAt && !isOpenAt(window, activeAt)) return false;
  if (overlaps && occurrencesWithin(window.schedule, toInterval(overlaps), 1).length === 0) return false;
  return !search || mentions(window, search);
}

/** A list that was asked for, checked: it can be computed from any set of windows. */
export interface ListPlan {
  readonly filter: WindowFilter;
  readonly order: WindowOrder;
  readonly first: number;
  /** The position that the page begins after. */
  readonly start: Position | null;
  /** The instant that statuses and order are computed at: that of the first page, on every page. */
  readonly at: Date;
  readonly fingerprint: string;
}

/** Checks the arguments of a list; throws a ValidationError that holds every violation. */
export function planList(
  filter: WindowFilter,
  order: WindowOrder,
  page: PageArguments,
  knownSourceIds: readonly string[],
  now: Date,
): ListPlan {
  const fingerprint = fingerprintOf(filter, order);
  const start = page.after === null ? null : decodeCursor(page.after, fingerprint);
  const violations: Violation[] = [];
  if (page.first < 1 || page.first > maxPageSize) {
    violations.push({
      path: ["first"],
      code: "OUT_OF_RANGE",
      message: `first must be from 1 to ${maxPageSize}.`,
    });
  }
  if (page.after !== null && start === null) {
    violations.push({
      path: ["after"],
      code: "MALFORMED",
      message:
        "after is not a cursor of this list: give back an endCursor with the same filter and orderBy, or leave it out to begin at the first page.",
    });
  }
  if (filter.overlaps && filter.overlaps.to < filter.overlaps.from) {
    violations.push({
      path: ["filter", "overlaps"],
      code: "ENDS_BEFORE_START",
      message: "`filter.overlaps.to` must not be before `filter.overlaps.from`.",
    });
  }
  const unknownSources = (filter.sources ?? []).filter((id) => !knownSourceIds.includes(id));
  if (unknownSources.length > 0) {
    violations.push({
      path: ["filter", "sources"],
      code: "OUT_OF_RANGE",
      message: `filter.sources names ${unknownSources.join(", ")}, which the gateway does not have; maintenanceSources lists what it has.`,
    });
  }
  if (violations.length > 0) throw invalid(violations);
  return { filter, order, first: page.first, start, at: start?.at ?? now, fingerprint };
}

/**
 * One page in a total order: the order's key, then the id. Windows that come, go or change between two pages
 * neither repeat nor hide another, because a cursor holds the last key and the instant it was computed at.
 */
export function pageOf<Window extends ScheduledWindow>(
  windows: readonly Window[],
  plan: ListPlan,
): Page<Window> {
  const { filter, order, first, start, at, fingerprint } = plan;
  // A list that changes while it is read may name a window twice.
  const distinct = [...new Map(windows.map((window) => [window.id, window])).values()];
  const keyed = distinct
    .filter((window) => matches(window, filter, at))
    .map((node) => ({ node, sortKey: sortKeyOf(node, order, at), id: node.id }))
    .sort(compareKeys);
  const begin = start === null ? 0 : keyed.filter((item) => compareKeys(item, start) <= 0).length;
  const edges = keyed.slice(begin, begin + first).map(({ node, sortKey, id }) => ({
    node,
    cursor: encodeCursor({ sortKey, id, at }, fingerprint),
  }));
  return {
    edges,
    pageInfo: {
      hasNextPage: begin + edges.length < keyed.length,
      hasPreviousPage: begin > 0,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
    totalCount: keyed.length,
  };
}

function isOpenAt(window: ScheduledWindow, instant: Date): boolean {
  const next = nextOccurrence(window.schedule, instant);
  return next !== null && contains(next, instant);
}

function mentions(window: ScheduledWindow, search: string): boolean {
  const needle = search.toLowerCase();
  return [window.title, ...window.searchTexts].some((text) => text.toLowerCase().includes(needle));
}

function toInterval(range: { readonly from: Date; readonly to: Date }): Interval {
  return { startsAt: range.from, endsAt: range.to };
}

/** Windows that will not open again come last. */
function sortKeyOf(window: ScheduledWindow, order: WindowOrder, at: Date): string {
  switch (order) {
    case "NEXT_OCCURRENCE":
      return nextOccurrence(window.schedule, at)?.startsAt.toISOString() ?? "~";
    case "TITLE":
      return window.title.toLowerCase();
    case "ID":
      return "";
  }
}

interface Key {
  readonly sortKey: string;
  readonly id: string;
}

/** By UTF-16 code unit, so that the order is the same on every machine. */
function compareKeys(left: Key, right: Key): number {
  return compareText(left.sortKey, right.sortKey) || compareText(left.id, right.id);
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

function fingerprintOf(filter: WindowFilter, order: WindowOrder): string {
  const given = Object.entries(filter).filter(([, value]) => value !== null && value !== undefined);
  const canonical = JSON.stringify([order, given.sort(([left], [right]) => compareText(left, right))]);
  return createHash("sha256").update(canonical).digest("base64url").slice(0, 8);
}
