import type { ChangeOutcome } from "../domain/windows/change-results.js";

/** The values of a window that a mutation can set, as texts. */
export type AuditedValues = Readonly<Record<string, string>>;

/** What is known of an attempt to write before it begins. */
export interface WriteAttempt {
  /** The mutation, e.g. `updateFlinkMaintenanceWindow`; within changeMaintenanceWindows, that of the one change. */
  readonly operation: string;
  readonly provider: string;
  /** As the caller gave it; null for a creation. */
  readonly windowId: string | null;
  /** Whether nothing was to be sent. */
  readonly dryRun: boolean;
}

/** One attempt to write, whatever came of it. Holds no credentials, headers or upstream texts. */
export interface WriteEvent extends WriteAttempt {
  readonly at: Date;
  /** Null where the attempt ended before a source was known. */
  readonly sourceId: string | null;
  /** The window's values before; null where there was none, or none was read. */
  readonly before: AuditedValues | null;
  /** Its values after; those that were wanted, for a dry run or a failure; null for a deletion, and where none were right. */
  readonly after: AuditedValues | null;
  /** Null where the attempt failed. */
  readonly outcome: ChangeOutcome | null;
  readonly failure: AuditedFailure | null;
  /** Whether this is the result of an earlier call with the same idempotency key. */
  readonly replayed: boolean;
  /** The provider's id of the request that made the change, or of the one that failed; null where it gave none. */
  readonly providerRequestId: string | null;
  /** How often the write was sent to the provider, or may have been. */
  readonly sentCount: number;
  readonly durationMs: number;
}

export interface AuditedFailure {
  /** `INTERNAL_SERVER_ERROR` for a programming error of the gateway. */
  readonly code: string;
  /** The name of its GraphQL type. */
  readonly type: string | null;
  readonly reason: string | null;
  readonly providerCode: string | null;
  readonly outcomeUnknown: boolean;
}
