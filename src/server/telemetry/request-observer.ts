import type { WriteEvent } from "../../writes/audit-event.js";

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
  /** Called after each write attempt. */
  readonly writeEnded: (event: WriteEvent) => void;
}
