import type { WriteEvent } from "../../writes/audit-event.js";

/** What became of an operation: OK, or the code of its first error. */
export interface AnsweredOperation {
  /** As its client calls it; null where it does not. */
  readonly name: string | null;
  /** `query` or `mutation`; null where the document is none. */
  readonly type: string | null;
  readonly outcome: string;
  readonly durationMs: number;
}

/** Is told what becomes of requests; for metrics. None of it may fail. */
export interface RequestObserver {
  readonly operationAnswered: (operation: AnsweredOperation) => void;
  /** A request was refused before GraphQL saw it. */
  readonly requestRefused: (reason: string) => void;
  /** A write was attempted. */
  readonly writeEnded: (event: WriteEvent) => void;
}
