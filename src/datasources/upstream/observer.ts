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

/** GIVEN_UP: nobody waited for it any more. */
export type AttemptOutcome = "OK" | "GIVEN_UP" | Verdict;

/** What a read was answered with: what was fresh, what was being replaced, or what the source was waited for. */
export type MemoryUse = "FRESH" | "STALE" | "READ";

/** Is told what becomes of the calls to the sources, and which were needless; for metrics. None of it may fail. */
export interface UpstreamObserver {
  /** A list of a source's windows, or one item of it, was wanted. */
  readonly remembered: (sourceId: string, use: MemoryUse) => void;
  /** An attempt has ended. */
  readonly attempted: (kind: CallKind, outcome: AttemptOutcome, durationMs: number) => void;
  /** A read was made again. */
  readonly repeated: (kind: CallKind, reason: Verdict) => void;
  /** A call was not sent since the circuit is open. */
  readonly rejected: (kind: CallKind) => void;
  readonly circuitChanged: (source: Pick<CallKind, "provider" | "sourceId">, state: CircuitState) => void;
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
  remembered: () => {},
  attempted: () => {},
  repeated: () => {},
  rejected: () => {},
  circuitChanged: () => {},
};
