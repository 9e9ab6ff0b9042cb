import type { Failure } from "../domain/failures/failure.js";
import type { Snapshot } from "./shared-tier.js";
import type { SnapshotView } from "./snapshot-view.js";
import type { Reading, ReadingValidity } from "./source-reader.js";
import { noValidity } from "./source-reader.js";

export interface ReadingOptions<Item> {
  readonly viewOf: (snapshot: Snapshot) => SnapshotView<Item>;
  /** Returns the current snapshot of the source. */
  readonly snapshot: () => Snapshot | null;
  /** Whether an item of the source may have changed since it was read. */
  readonly isDoubtful: () => boolean;
  readonly maxAgeMs: number;
  /** Called for each reuse of a reading. */
  readonly onReuse: () => void;
}

/** Creates a function that returns what callers get of a snapshot. `failure` is why there is no newer one; null if it is fresh enough. */
export function createSourceReadings<Item>(options: ReadingOptions<Item>) {
  const { viewOf, snapshot: current, isDoubtful, maxAgeMs, onReuse } = options;

  /** A function of its own, whose closures refer to no snapshot: a cached response keeps them. */
  function validityOf(version: number): ReadingValidity {
    return {
      isUnchanged() {
        const snapshot = current();
        return snapshot !== null && viewOf(snapshot).version === version && !isDoubtful();
      },
      reuse: onReuse,
    };
  }

  return function readingOf(snapshot: Snapshot, failure: Failure | null): Reading<Item> {
    const view = viewOf(snapshot);
    return {
      items: view.items,
      // Computed on first access.
      get windows() {
        return view.windows;
      },
      unreadable: view.unreadable,
      get changedBy() {
        return view.changedBy;
      },
      fetchedAt: snapshot.fetchedAt,
      readAtMs: snapshot.readAtMs,
      get oldestScheduleReadAtMs() {
        return view.oldestReadAtMs;
      },
      freshUntilMs: snapshot.readAtMs + maxAgeMs,
      failure,
      validity: failure === null ? validityOf(view.version) : noValidity,
    };
  };
}
