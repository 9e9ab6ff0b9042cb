import type { UnreadableItem } from "../domain/sources.js";

/** An item that one read of a source could not read. */
export interface UnreadableEntry extends UnreadableItem {
  /** Cache key of the item; null if it is unknown. */
  readonly key: string | null;
  /** A detail for operators, in the gateway's own words. */
  readonly detail: string | null;
}
