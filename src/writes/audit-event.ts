import type { ChangeOutcome } from "../domain/windows/change-results.js";

/** The values of a window that a mutation can set, as strings. */
export type AuditedValues = Readonly<Record<string, string>>;

/** What is known about a write before it starts. */
export interface WriteAttempt {
  /** The mutation, e.g. `updateFlinkMaintenanceWindow`; for `changeMaintenanceWindows`, that of the single change. */
  readonly operation: string;
  readonly provider: string;
  /** The id that the caller sent; null for a creation. */
  readonly windowId: string | null;
  /** Whether the caller requested a dry run (`validateOnly`). */
  readonly dryRun: boolean;
}

/** One attempted write, successful or not. Contains no credentials, headers or text from the provider. */
export interface WriteEvent extends WriteAttempt {
  readonly at: Date;
  /** Null if the attempt ended before its source was known. */
  readonly sourceId: string | null;
  /** The window's values before the write; null if it did not exist or was not read. */
  readonly before: AuditedValues | null;
  /** The values after the write; for a dry run or a failure, the requested ones. Null for a deletion and for invalid input. */
  readonly after: AuditedValues | null;
  /** Null if the attempt failed. */
  readonly outcome: ChangeOutcome | null;
  readonly failure: AuditedFailure | null;
  /** Whether the result is that of an earlier call with the same idempotency key. */
  readonly replayed: boolean;
  /** The provider's id for the request that applied the change or failed; null if the provider returned none. */
  readonly providerRequestId: string | null;
  /** How many times the write was, or may have been, sent to the provider. */
  readonly sentCount: number;
  readonly durationMs: number;
}

export interface AuditedFailure {
  /** A `MaintenanceErrorCode`; `INTERNAL_SERVER_ERROR` for a bug in the gateway. */
  readonly code: string;
  /** The name of its GraphQL type; null for a bug in the gateway. */
  readonly type: string | null;
  readonly reason: string | null;
  readonly providerCode: string | null;
  readonly outcomeUnknown: boolean;
}
