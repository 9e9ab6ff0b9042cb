import type { FailureReason } from "../domain/failures/failure-reasons.js";
import type { CircuitState } from "../domain/sources.js";

/** What all calls of one operation on one source have in common. */
export interface CallKind {
  readonly provider: string;
  readonly sourceId: string;
  /** The provider's own name of the operation, e.g. `DescribeApplication`. */
  readonly operation: string;
  readonly access: "read" | "write";
}

/** CANCELLED: nobody waited for the response any more. */
export type AttemptOutcome = "OK" | "CANCELLED" | FailureReason;

/** Receives what happens to the calls to providers, for metrics. Its functions never throw. */
export interface UpstreamObserver {
  readonly attemptEnded: (kind: CallKind, outcome: AttemptOutcome, durationMs: number) => void;
  /** A read was retried because of this reason. */
  readonly readRetried: (kind: CallKind, reason: FailureReason) => void;
  /** A call was not sent because the circuit is open. */
  readonly callRejected: (kind: CallKind) => void;
  readonly circuitChanged: (source: Pick<CallKind, "provider" | "sourceId">, state: CircuitState) => void;
}

/** Calls of one source that run, and that wait in its queue. */
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
