import type { Violation } from "../failures/failure.js";
import { fingerprintOf } from "../fingerprints.js";
import type { Position } from "./cursors.js";
import { decodeCursor, encodeCursor } from "./cursors.js";
import { violationsOfFirst } from "./page-size.js";

export interface PageArguments {
  readonly first: number;
  readonly after: string | null;
}

/** One page of a list (Relay Cursor Connections). */
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

/** An item with its place in a total order: by sort key, then by id. */
export interface SortKeyed<Node> {
  readonly node: Node;
  readonly sortKey: string;
  readonly id: string;
}

/** The start of a page, and the list for which its cursors are valid. */
export interface PagePlan {
  readonly first: number;
  /** The position after which the page starts; null for the first page. */
  readonly start: Position | null;
  /** The instant at which statuses and order are computed. All pages use that of the first page. */
  readonly at: Date;
  /** Returns a hash of the list's arguments. A cursor is valid only for the same arguments. */
  readonly fingerprint: () => string;
}

/** Returns the plan of a page, and the violations in its arguments. */
export function planPage(
  { first, after }: PageArguments,
  listArguments: Readonly<Record<string, unknown>>,
  maxFirst: number,
  now: Date,
): { readonly plan: PagePlan; readonly violations: readonly Violation[] } {
  let known: string | undefined;
  // Computed when it is used: most pages are first pages whose cursors nobody reads.
  const fingerprint = () => {
    known ??= fingerprintOf(canonical(listArguments)).slice(0, 8);
    return known;
  };
  const start = after === null ? null : decodeCursor(after, fingerprint());
  const violations: Violation[] = [...violationsOfFirst(first, maxFirst)];
  if (after !== null && start === null) {
    const names = Object.keys(listArguments)
      .map((name) => `\`${name}\``)
      .join(", ");
    violations.push({
      path: ["after"],
      code: "MALFORMED",
      message: `\`after\` is not a valid cursor for this list. Pass an \`endCursor\` with the same arguments (${names}), or omit it to start at the first page.`,
    });
  }
  return { plan: { first, start, at: start?.at ?? now, fingerprint }, violations };
}

/**
 * Lets the cursors of a first page contain the instant since which the order is the same. So the page is the same, whenever it
 * is requested, until a window opens or closes.
 */
export function fromOrder<Plan extends PagePlan>(plan: Plan, orderedFrom: Date): Plan {
  return plan.start === null ? { ...plan, at: orderedFrom } : plan;
}

/** Returns a page of these items. */
export function toPage<Node>(
  items: readonly SortKeyed<Node>[],
  { at, fingerprint }: PagePlan,
  neighbours: Pick<PageInfo, "hasNextPage" | "hasPreviousPage">,
): Page<Node> {
  const edges = items.map((item) => new SortKeyedEdge(item, at, fingerprint));
  return {
    edges,
    pageInfo: {
      ...neighbours,
      get startCursor() {
        return edges.at(0)?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    },
  };
}

/** Encodes its cursor when it is read, because most callers read only the last one. */
class SortKeyedEdge<Node> implements Edge<Node> {
  readonly node: Node;

  constructor(
    private readonly item: SortKeyed<Node>,
    private readonly at: Date,
    private readonly fingerprint: () => string,
  ) {
    this.node = item.node;
  }

  get cursor(): string {
    const { sortKey, id } = this.item;
    return encodeCursor({ sortKey, id, at: this.at }, this.fingerprint());
  }
}

/** Compares by UTF-16 code unit, so that the order is the same on every machine. */
export function compareSortKeys(
  left: Omit<SortKeyed<unknown>, "node">,
  right: Omit<SortKeyed<unknown>, "node">,
): number {
  return compareText(left.sortKey, right.sortKey) || compareText(left.id, right.id);
}

export function compareText(left: string, right: string): number {
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

/** Returns the same text for equivalent arguments: an absent field equals null. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
  if (typeof value !== "object" || value === null || value instanceof Date) return JSON.stringify(value);
  const members = Object.entries(value)
    .filter(([, member]) => member !== null && member !== undefined)
    .sort(([left], [right]) => compareText(left, right));
  return `{${members.map(([key, member]) => `${key}:${canonical(member)}`).join()}}`;
}
