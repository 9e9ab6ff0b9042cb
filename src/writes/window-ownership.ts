import { LRUCache } from "lru-cache";
import type { RecordStore } from "../cache/record-store.js";
import { RecordStoreUnavailableError } from "../cache/record-store.js";
import { fingerprintOf } from "../domain/fingerprints.js";
import { maxLocalClaims } from "./constants.js";

/** Claims a window for its owner; false if another owner has it. */
export type ClaimWindow = (windowId: string, owner: string) => Promise<boolean>;

/**
 * Which call a created window belongs to: if two calls create windows of the same values and one of them gets no answer,
 * only one call may take the window for its own. Other replicas learn of it as far as they can be reached.
 */
export function createWindowOwnership(records: RecordStore): ClaimWindow {
  const owners = new LRUCache<string, string>({ max: maxLocalClaims });

  return async (windowId, owner) => {
    const known = owners.get(windowId);
    if (known !== undefined) return known === owner;
    owners.set(windowId, owner);
    const name = `window:${fingerprintOf(windowId)}`;
    try {
      if ((await records.replace(name, null, owner)) !== null) return true;
      const theirs = (await records.read(name))?.value;
      if (typeof theirs === "string") owners.set(windowId, theirs);
      return theirs === owner;
    } catch (error) {
      if (error instanceof RecordStoreUnavailableError) return true;
      throw error;
    }
  };
}
