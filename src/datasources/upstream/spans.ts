import type { AttemptOutcome, CallKind } from "./observer.js";

/** Tells what came of an attempt. */
export type Told = (outcome: AttemptOutcome) => void;

/** For who collects traces: makes each attempt of an upstream call a span of its request's trace. */
export interface Spans {
  readonly ofAttempt: <Result>(kind: CallKind, attempt: (told: Told) => Promise<Result>) => Promise<Result>;
}

/** For who collects none. */
export const noSpans: Spans = { ofAttempt: (_kind, attempt) => attempt(() => {}) };
