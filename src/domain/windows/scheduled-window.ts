import { fingerprintOf } from "../fingerprints.js";
import type { Schedule } from "../time/schedules.js";

/** The fields that the windows of all providers have. Each provider adds its own. */
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
  /** Texts that `search` matches, besides the title. */
  readonly searchTexts: readonly string[];
}

/** Returns a hash of the fields that a mutation can set. */
export function revisionOf(...settableFields: readonly string[]): string {
  return fingerprintOf(...settableFields);
}
