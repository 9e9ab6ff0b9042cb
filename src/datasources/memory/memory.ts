import { setTimeout as sleep } from "node:timers/promises";
import type { Logger } from "pino";
import { deadlineIn } from "../deadlines.js";
import type { Freshness } from "../freshness.js";
import type { UpstreamObserver } from "../upstream/observer.js";
import type { Facts } from "./facts.js";
import { createFacts } from "./facts.js";
import type { Records } from "./records.js";
import { createOwnRecords } from "./records.js";
import type { RememberedSource } from "./remembered-source.js";
import type { SharedTier } from "./shared-tier.js";
import type { SourceMemory } from "./source-memory.js";
import { createSourceMemory } from "./source-memory.js";
import type { WindowClaims } from "./window-claims.js";
import { createWindowClaims } from "./window-claims.js";
import type { WriteJournal } from "./write-journal.js";
import type { WriteLocks } from "./write-locks.js";
import { createWriteLocks } from "./write-locks.js";

/** What the memory of each source works with. */
export interface Surroundings {
  /** For every source that has none of its own. */
  readonly freshness: Freshness;
  readonly journal: WriteJournal;
  readonly shared: SharedTier;
  readonly logger: Logger;
  readonly observer: Pick<UpstreamObserver, "remembered">;
  readonly clock: () => Date;
  readonly requestTimeoutMs: number;
  /** Aborts when the process ends. */
  readonly closing: AbortSignal;
  /** What is being read now, of all sources. */
  readonly readings: Set<Promise<unknown>>;
}

export type MemoryOptions = Omit<Surroundings, "closing" | "readings">;

/** What is aborted ends at once, but for what it tells the replicas. */
const closingMs = 300;

/** What a process, or all replicas, keep between requests. */
export interface Memory {
  readonly ofSource: <Item extends object>(source: RememberedSource<Item>) => SourceMemory<Item>;
  /** Makes a memory of small facts that no write changes. */
  readonly ofFacts: <Value extends object>(freshness: Partial<Freshness>) => Facts<Value>;
  /** What must be known of writes beyond the request that made them. */
  readonly records: Records;
  /** Makes a window that was created the one of a call; false where it is another's. */
  readonly claimWindow: WindowClaims;
  /** Does the work when no other of the same key is being done. */
  readonly exclusively: WriteLocks;
  /** Ends what is being read in the background. */
  readonly close: () => Promise<void>;
}

export function createMemory(options: MemoryOptions): Memory {
  const closing = new AbortController();
  const readings = new Set<Promise<unknown>>();
  const records = options.shared.records ?? createOwnRecords(options.clock);
  return {
    ofFacts: (freshness) =>
      createFacts({ ...options.freshness, ...freshness }.maxAgeMs, (cancelled) =>
        deadlineIn(options.requestTimeoutMs, AbortSignal.any([closing.signal, cancelled])),
      ),
    records,
    claimWindow: createWindowClaims(records),
    exclusively: createWriteLocks(options.shared),
    ofSource: (source) => createSourceMemory(source, { ...options, closing: closing.signal, readings }),
    async close() {
      closing.abort();
      const ended = Promise.allSettled(readings);
      await Promise.race([ended, sleep(closingMs, undefined, { ref: false })]);
      await options.shared.close();
    },
  };
}
