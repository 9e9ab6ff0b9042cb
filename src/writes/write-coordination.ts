import type { RecordStore } from "../cache/record-store.js";
import { createLocalRecordStore } from "../cache/record-store.js";
import type { SharedTier } from "../cache/shared-tier.js";
import type { ClaimWindow } from "./window-ownership.js";
import { createWindowOwnership } from "./window-ownership.js";
import type { WriteLock } from "./write-lock.js";
import { createWriteLock } from "./write-lock.js";

/** Coordinates concurrent writes in this process and, with a shared tier, across all replicas. */
export interface WriteCoordination {
  /** Runs work while no other work with the same key is running. */
  readonly withLock: WriteLock;
  /** Claims a created window for one call. Returns false if it belongs to another call. */
  readonly claimWindow: ClaimWindow;
  /** Stores what later requests need to know about writes, such as idempotency keys. */
  readonly records: RecordStore;
}

export function createWriteCoordination(shared: SharedTier, monotonicClock: () => Date): WriteCoordination {
  const records = shared.records ?? createLocalRecordStore(monotonicClock);
  return { withLock: createWriteLock(shared), claimWindow: createWindowOwnership(records), records };
}
