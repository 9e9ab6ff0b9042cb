import type { CircuitState } from "../../domain/sources.js";
import type { Verdict } from "../../domain/verdicts.js";

/** What of a call is the same for all calls like it. */
export interface CallKind {
  readonly provider: string;
  readonly sourceId: string;
  /** The provider's own name of the operation, e.g. `DescribeApplication`. */
  readonly operation: string;
  readonly access: "read" | "write";
}

/** Is told what becomes of the calls to the sources; for metrics. None of it may fail. */
export interface UpstreamObserver {
  /** An attempt has ended. */
  readonly attempted: (kind: CallKind, outcome: "OK" | Verdict, durationMs: number) => void;
  /** A read will be made again. */
  readonly repeated: (kind: CallKind, reason: Verdict) => void;
  /** A call was not sent since the circuit is open. */
  readonly rejected: (kind: CallKind) => void;
  readonly circuitChanged: (sourceId: string, state: CircuitState) => void;
}

/** How busy the way to a source is. */
export interface Occupancy {
  /** Calls that are being made. */
  readonly running: number;
  /** Calls that wait for their turn. */
  readonly waiting: number;
}

/** How the way to one source is now. */
export interface UpstreamStatus {
  readonly circuit: CircuitState;
  readonly reads: Occupancy;
  readonly writes: Occupancy;
}

/** For who wants no metrics. */
export const nobody: UpstreamObserver = {
  attempted: () => {},
  repeated: () => {},
  rejected: () => {},
  circuitChanged: () => {},
};
