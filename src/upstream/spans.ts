import type { AttemptOutcome, CallKind } from "./upstream-observer.js";

/** Wraps each attempt of a call to a provider in a span of its request's trace. */
export interface Spans {
  readonly withAttemptSpan: <Result>(
    kind: CallKind,
    attempt: (setOutcome: (outcome: AttemptOutcome) => void) => Promise<Result>,
  ) => Promise<Result>;
}

/** For a gateway without tracing. */
export const noSpans: Spans = { withAttemptSpan: (_kind, attempt) => attempt(() => {}) };
