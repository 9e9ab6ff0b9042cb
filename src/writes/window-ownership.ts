import { createLruMap } from "../cache/lru-map.js";
import type { RecordStore } from "../cache/record-store.js";
import { RecordStoreUnavailableError } from "../cache/record-store.js";
import { fingerprintOf } from "../domain/fingerprints.js";
import { maxLocalClaims } from "./constants.js";

/** Claims a window for an owner. Returns false if another owner has claimed it. */
export type ClaimWindow = (windowId: string, owner: string) => Promise<boolean>;

/**
 * Assigns each created window to one call. If two calls create windows with the same values and one response is lost, the
 * calls must not claim the same window. Other replicas know the claims while the shared tier responds, and after an outage.
 */
export function createWindowOwnership(records: RecordStore): ClaimWindow {
  const owners = createLruMap<string>(maxLocalClaims);

  return async (windowId, owner) => {
    const known = owners.get(windowId);
    if (known !== undefined) return known === owner;
    owners.set(windowId, owner);
    const name = `window:${fingerprintOf(windowId)}`;
    try {
      if ((await records.replace(name, null, owner)) !== null) return true;
      const theirs = (await records.read(name)).stored?.value;
      if (typeof theirs === "string") owners.set(windowId, theirs);
      return theirs === owner;
    } catch (error) {
      if (!(error instanceof RecordStoreUnavailableError)) throw error;
      void records.settle(name, null, owner);
      return true;
    }
  };
}
