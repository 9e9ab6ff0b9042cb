import { LRUCache } from "lru-cache";
import { fingerprintOf } from "../../domain/fingerprints.js";
import type { Records } from "./records.js";
import { RecordsAwayError } from "./records.js";

/** Of so many windows a process knows by itself whose they are. */
const maxClaims = 10_000;

export type WindowClaims = ReturnType<typeof createWindowClaims>;

/**
 * Which call a window that was created belongs to: of two calls of the same values, of which one got no answer, only one may
 * take it for its own. Told to the replicas too, as far as they can be reached.
 */
export function createWindowClaims(records: Records) {
  const owners = new LRUCache<string, string>({ max: maxClaims });

  return async function claim(windowId: string, owner: string): Promise<boolean> {
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
      if (error instanceof RecordsAwayError) return true;
      throw error;
    }
  };
}
