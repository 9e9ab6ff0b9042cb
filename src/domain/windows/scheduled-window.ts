import { fingerprintOf } from "../fingerprints.js";
import type { Schedule } from "../time/schedules.js";

/** What every window has, whichever provider owns it. Providers extend it with their own facts. */
export interface ScheduledWindow {
  /** The name of its GraphQL type. */
  readonly kind: string;
  readonly id: string;
  /** A value of the GraphQL enum `Provider`. */
  readonly provider: string;
  readonly sourceId: string;
  readonly title: string;
  readonly schedule: Schedule;
  readonly revision: string;
  /** Texts that `search` looks in, besides the title. */
  readonly searchTexts: readonly string[];
}

/** A fingerprint of the fields that a mutation can set. */
export function revisionOf(...settableFields: readonly string[]): string {
  return fingerprintOf(...settableFields);
}
