import { fingerprintOf } from "../fingerprints.js";
import type { Schedule } from "../time/schedules.js";
import type { MaintenanceFacts } from "./certainty.js";

/** The texts of a window that filters search. */
export interface WindowTexts {
  readonly sourceId: string;
  readonly title: string;
  /** What else people know the window by: the ARN of its application, or its query. */
  readonly searchTexts: readonly string[];
  /** Name and id of the application that the window is about; empty if it is about none. */
  readonly applicationNames: readonly string[];
}

/** The fields that the windows of all providers have. Each provider adds its own. */
export interface ScheduledWindow extends WindowTexts, MaintenanceFacts {
  /** The name of its GraphQL type. */
  readonly kind: string;
  readonly id: string;
  /** A value of the GraphQL enum `Provider`. */
  readonly provider: string;
  readonly schedule: Schedule;
  /** AWS account that the window is in; null if its provider has no accounts. */
  readonly accountId: string | null;
  /** Status of the application that the window is about, as its provider spells it; null if it is about none. */
  readonly applicationStatus: string | null;
  /** The provider's id of the user who created the window; null if it does not report one. */
  readonly createdById: string | null;
  /** A page of the provider's console from which people find the window; null if none is known. */
  readonly consoleUrl: string | null;
  readonly revision: string;
}

/** Returns a hash of the fields that a mutation can set. */
export function revisionOf(...settableFields: readonly string[]): string {
  return fingerprintOf(...settableFields);
}
