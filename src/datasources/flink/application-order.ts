import type { SortKeyed } from "../../domain/lists/pages.js";
import { compareSortKeys } from "../../domain/lists/pages.js";
import { searchTextOf } from "../../domain/lists/search-text.js";
import { asciiKey } from "../../domain/lists/title-order.js";
import type { DescribedApplication, FlinkApplication } from "./model.js";

/** The applications of a source by ARN, as one reading has them. */
type ApplicationsByArn = ReadonlyMap<string, DescribedApplication>;

/** Applications in order. The list stays the same object until one of them changes. */
export type OrderedApplications = readonly ListedApplication[];

/** An application, with its place in the order by name and then ARN. */
export class ListedApplication implements SortKeyed<FlinkApplication> {
  readonly sortKey: string;
  readonly id: string;
  private knownText: string | undefined;

  constructor(readonly node: FlinkApplication) {
    // Names are in ASCII.
    this.sortKey = asciiKey(node.name) ?? node.name;
    this.id = node.arn;
  }

  /** What `search` is compared with. Computed at the first search. */
  get searchText(): string {
    const { sourceId, name, arn, description } = this.node;
    const searchTexts = description === null ? [arn] : [arn, description];
    this.knownText ??= searchTextOf({ sourceId, title: name, searchTexts, applicationNames: [] });
    return this.knownText;
  }
}

/** The order of one reading. */
interface Order {
  readonly items: ApplicationsByArn;
  readonly ordered: OrderedApplications;
}

/** Creates the order of one source's applications. Requests with the same reading share it. */
export function createApplicationOrder() {
  let last: Order = { items: new Map(), ordered: [] };
  return (items: ApplicationsByArn): OrderedApplications => {
    if (last.items !== items) last = { items, ordered: reordered(last, items) };
    return last.ordered;
  };
}

/** Orders the applications of a new reading. Only new ones are sorted: the name is in the ARN, so no application ever moves. */
function reordered(before: Order, items: ApplicationsByArn): OrderedApplications {
  const kept: ListedApplication[] = [];
  for (const listed of before.ordered) {
    const application = items.get(listed.id)?.application;
    if (application === undefined) continue;
    kept.push(application === listed.node ? listed : new ListedApplication(application));
  }
  if (kept.length === items.size) return isSame(kept, before.ordered) ? before.ordered : kept;
  const added: ListedApplication[] = [];
  for (const [arn, { application }] of items)
    if (!before.items.has(arn)) added.push(new ListedApplication(application));
  return [...kept, ...added.sort(compareSortKeys)].sort(compareSortKeys);
}

/** Returns the applications of several sources in one order, each once: two sources can have the same account and region. */
export function mergedApplications(sources: readonly OrderedApplications[]): OrderedApplications {
  const [first] = sources;
  if (first === undefined) return [];
  if (sources.length === 1) return first;
  const last = merges.get(first);
  if (last !== undefined && isSame(last.sources, sources)) return last.ordered;
  // Sorting several sorted lists only merges them.
  const all = sources.flat().sort(compareSortKeys);
  const ordered = all.filter(({ id }, index) => id !== all[index - 1]?.id);
  merges.set(first, { sources, ordered });
  return ordered;
}

interface Merge {
  readonly sources: readonly OrderedApplications[];
  readonly ordered: OrderedApplications;
}

/** The last merge of each source's applications with those of later sources. */
const merges = new WeakMap<OrderedApplications, Merge>();

function isSame(left: readonly unknown[], right: readonly unknown[]): boolean {
  return left.length === right.length && left.every((each, index) => each === right[index]);
}
