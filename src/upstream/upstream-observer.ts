import type { FailureReason } from "../domain/failures/failure-reasons.js";
import type { CircuitState } from "../domain/sources.js";

/** Identifies the calls of one operation on one source. */
export interface CallKind {
  readonly provider: string;
  readonly sourceId: string;
  /** The provider's name for the operation, e.g. `DescribeApplication`. */
  readonly operation: string;
  readonly access: "read" | "write";
}

/** CANCELLED: no caller was still waiting for the response. */
export type AttemptOutcome = "OK" | "CANCELLED" | FailureReason;

/** Receives events about calls to providers, for metrics. Its functions never throw. */
export interface UpstreamObserver {
  readonly attemptEnded: (kind: CallKind, outcome: AttemptOutcome, durationMs: number) => void;
  /** A read was retried for this reason. */
  readonly readRetried: (kind: CallKind, reason: FailureReason) => void;
  /** A call was not sent because the circuit was open. */
  readonly callRejected: (kind: CallKind) => void;
  readonly circuitChanged: (source: Pick<CallKind, "provider" | "sourceId">, state: CircuitState) => void;
}

/** The numbers of running and queued calls to one source. */
export interface Occupancy {
  readonly running: number;
  readonly waiting: number;
}

/** State of the calls to one source. */
export interface UpstreamStatus {
  readonly circuit: CircuitState;
  readonly reads: Occupancy;
  readonly writes: Occupancy;
}
