import type { KnownMaintenance } from "../domain/events/known-maintenance.js";
import type { Clock } from "../domain/time/clock.js";
import type { Inventory } from "../inventory/inventory.js";
import { createWindowOrderCache } from "../inventory/window-order-cache.js";
import type { OnUnexpected } from "../scheduling/timer.js";
import type { FeedProgress } from "./event-feed.js";
import { createEventFeed } from "./event-feed.js";
import type { SourceWatch } from "./source-watch.js";

/** What one feed reports. */
export interface LeadProgress extends FeedProgress {
  /** How far ahead of now the feed is, in milliseconds. 0 for what happens now. */
  readonly leadMs: number;
}

export interface FollowOptions {
  readonly sourceIds: readonly string[];
  /** How far ahead of now each feed looks, in milliseconds. */
  readonly leadsMs: readonly number[];
  /** Returns what a feed knew at an earlier time; null to begin with the first answers. */
  readonly initial: (leadMs: number) => KnownMaintenance | null;
  /** Receives what several feeds derived from the same answers together. */
  readonly onProgress: (progress: readonly LeadProgress[]) => void;
}

export interface SourceFollowerOptions {
  readonly inventory: Pick<Inventory, "ordered">;
  readonly watch: SourceWatch;
  readonly clock: Clock;
  readonly onUnexpected: OnUnexpected;
}

/** Creates a function that follows sources for the process itself, and not for a client. It returns a function that ends it. */
export function createSourceFollower({ inventory, watch, clock, onUnexpected }: SourceFollowerOptions) {
  return ({ sourceIds, leadsMs, initial, onProgress }: FollowOptions): (() => void) => {
    let isOpen = true;
    let isObserving = false;
    let gathered: LeadProgress[] = [];

    function report(): void {
      const progress = gathered;
      gathered = [];
      if (isOpen && progress.length > 0) onProgress(progress);
    }

    const feeds = leadsMs.map((leadMs) =>
      createEventFeed(
        leadMs === 0 ? inventory : ownOrders(),
        () => ahead(clock(), leadMs),
        (progress) => {
          gathered.push({ leadMs, ...progress });
          if (!isObserving) report();
        },
        onUnexpected,
        initial(leadMs),
      ),
    );

    /** Before every source has been read once, a source without an answer would look as if it had been removed. */
    function observe(): void {
      const answers = new Map([...watch.answers()].filter(([id]) => sourceIds.includes(id)));
      if (!isOpen || answers.size < sourceIds.length) return;
      isObserving = true;
      for (const feed of feeds) feed.observe(answers);
      isObserving = false;
      report();
    }

    const watching = watch.watch(sourceIds, observe);
    watching.ready.then(observe).catch(onUnexpected);
    return () => {
      isOpen = false;
      for (const feed of feeds) feed.pause();
      watching.release();
    };
  };
}

function ahead({ now, steadyMs }: ReturnType<Clock>, leadMs: number): ReturnType<Clock> {
  return { now: new Date(now.getTime() + leadMs), steadyMs };
}

/** Orders windows at other times than those of all requests, which share the current order. */
function ownOrders(): Pick<Inventory, "ordered"> {
  const orders = createWindowOrderCache();
  return { ordered: (parts, at) => orders.ordered(parts, "NEXT_OCCURRENCE", at) };
}
