import type { Violation } from "../failures/failure.js";
import { fingerprintOf } from "../fingerprints.js";
import type { Position } from "./cursors.js";
import { decodeCursor, encodeCursor } from "./cursors.js";

export interface PageArguments {
  readonly first: number;
  readonly after: string | null;
}

/** A page of a list (Relay Cursor Connections). */
export interface Page<Node> {
  readonly edges: readonly Edge<Node>[];
  readonly pageInfo: PageInfo;
}

export interface Edge<Node> {
  readonly node: Node;
  readonly cursor: string;
}

export interface PageInfo {
  readonly hasNextPage: boolean;
  readonly hasPreviousPage: boolean;
  readonly startCursor: string | null;
  readonly endCursor: string | null;
}

/** Something at its place in a total order: the sort key, then the id. */
export interface SortKeyed<Node> {
  readonly node: Node;
  readonly sortKey: string;
  readonly id: string;
}

/** Where a page is to begin, and what its cursors are good for. */
export interface PagePlan {
  readonly first: number;
  /** The position that the page begins after. */
  readonly start: Position | null;
  /** The instant that statuses and order are computed at: that of the first page, on every page. */
  readonly at: Date;
  /** Of the arguments that a cursor belongs to. */
  readonly fingerprint: string;
}

/** Makes the plan of a page, and names what is wrong with its arguments. */
export function planPage(
  { first, after }: PageArguments,
  listArguments: Readonly<Record<string, unknown>>,
  maxFirst: number,
  now: Date,
): { readonly plan: PagePlan; readonly violations: readonly Violation[] } {
  const fingerprint = fingerprintOf(canonical(listArguments)).slice(0, 8);
  const start = after === null ? null : decodeCursor(after, fingerprint);
  const violations: Violation[] = [];
  if (first < 1 || first > maxFirst) {
    violations.push({
      path: ["first"],
      code: "OUT_OF_RANGE",
      message: `first must be from 1 to ${maxFirst}.`,
    });
  }
  if (after !== null && start === null) {
    violations.push({
      path: ["after"],
      code: "MALFORMED",
      message: `after is not a cursor of this list: give back an endCursor with the same ${Object.keys(listArguments).join(", ")}, or leave it out to begin at the first page.`,
    });
  }
  return { plan: { first, start, at: start?.at ?? now, fingerprint }, violations };
}

/** The page that these items are. */
export function toPage<Node>(
  items: readonly SortKeyed<Node>[],
  { at, fingerprint }: PagePlan,
  neighbours: Pick<PageInfo, "hasNextPage" | "hasPreviousPage">,
): Page<Node> {
  const edges = items.map(({ node, sortKey, id }) => ({
    node,
    // Most callers want the last one only.
    get cursor() {
      return encodeCursor({ sortKey, id, at }, fingerprint);
    },
  }));
  return {
    edges,
    pageInfo: {
      ...neighbours,
      startCursor: edges.at(0)?.cursor ?? null,
      endCursor: edges.at(-1)?.cursor ?? null,
    },
  };
}

/** By UTF-16 code unit, so that the order is the same on every machine. */
export function compareSortKeys(
  left: Omit<SortKeyed<unknown>, "node">,
  right: Omit<SortKeyed<unknown>, "node">,
): number {
  return compareText(left.sortKey, right.sortKey) || compareText(left.id, right.id);
}

function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** The same text for arguments that ask the same: an absent member is a null one. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null || value instanceof Date) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== null && member !== undefined)
    .sort(([left], [right]) => compareText(left, right));
  return `{${members.map(([key, member]) => `${key}:${canonical(member)}`).join()}}`;
}
