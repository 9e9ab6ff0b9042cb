import type { RecordStore } from "../cache/record-store.js";
import { createLocalRecordStore } from "../cache/record-store.js";
import type { SharedTier } from "../cache/shared-tier.js";
import type { ClaimWindow } from "./window-ownership.js";
import { createWindowOwnership } from "./window-ownership.js";
import type { WriteLock } from "./write-lock.js";
import { createWriteLock } from "./write-lock.js";

/** What keeps writes from disturbing each other: in this process and, with a shared tier, in all replicas. */
export interface WriteCoordination {
  /** Does the work while no other work of the same key runs. */
  readonly withLock: WriteLock;
  /** Claims a created window for one call; false if it belongs to another. */
  readonly claimWindow: ClaimWindow;
  /** What must be known about writes beyond the request that made them. */
  readonly records: RecordStore;
}

export function createWriteCoordination(shared: SharedTier, clock: () => Date): WriteCoordination {
  const records = shared.records ?? createLocalRecordStore(clock);
  return { withLock: createWriteLock(shared), claimWindow: createWindowOwnership(records), records };
}
