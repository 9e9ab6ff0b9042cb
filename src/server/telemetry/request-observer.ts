import type { WriteEvent } from "../../writes/audit-event.js";

/** A subscription that has ended. */
export interface EndedStream {
  readonly transport: string;
  /** CLIENT_GONE, SLOW_READER, COMPLETED, or the code of its last error. */
  readonly reason: string;
}

/** A GraphQL operation and its outcome. */
export interface AnsweredOperation {
  /** The operation's name; null if it is anonymous. */
  readonly name: string | null;
  /** `query` or `mutation`; null if the document is invalid. */
  readonly type: string | null;
  /** OK, or the code of the first error. */
  readonly outcome: string;
  readonly durationMs: number;
  /** Whether a cached response was sent. */
  readonly isReused: boolean;
}

/** Observes requests, for metrics. Its functions must not throw. */
export interface RequestObserver {
  readonly operationAnswered: (operation: AnsweredOperation) => void;
  /** Called for a request that is rejected before it reaches GraphQL. */
  readonly requestRefused: (reason: string) => void;
  /** Called after each event that a stream has sent. */
  readonly eventSent: (transport: string) => void;
  readonly streamEnded: (stream: EndedStream) => void;
  /** Called for each item, or list of a source, that a notice makes the gateway read again. */
  readonly refreshAccepted: (sourceId: string, kind: "item" | "source") => void;
  /** Called after each write attempt. */
  readonly writeEnded: (event: WriteEvent) => void;
}
