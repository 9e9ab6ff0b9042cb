import type { MaintenanceNowQuery } from "../generated/graphql.ts";
import type { Sleep, WaitLimits } from "./polling.ts";
import { poll } from "./polling.ts";

export type Verdict = MaintenanceNowQuery["maintenanceNow"];

export interface VerdictLimits extends WaitLimits {
  /** Longest time for which an answer is shown, so that a failed request does not end it at once. More than `greatestMs`. */
  readonly maxAgeMs: number;
}

/** Fields of a verdict that say how long it holds. */
export interface Timed {
  readonly at: string;
  readonly nextChangeAt?: string | null | undefined;
}

export interface VerdictPolling<Answer extends Timed = Verdict> {
  /** Sends the query past the client's cache. */
  readonly ask: () => Promise<Answer | undefined>;
  /** Receives each answer, and null as soon as the last answer no longer holds: show UNKNOWN then. */
  readonly show: (verdict: Answer | null) => void;
  readonly limits: VerdictLimits;
  readonly signal: AbortSignal;
  readonly sleep?: Sleep;
  /** A clock that never jumps. */
  readonly monotonicMs?: () => number;
}

/** Time from an answer to the next change of its verdict, in milliseconds, by the gateway's clock: the user's may be wrong. */
export function untilNextChangeMs({ at, nextChangeAt }: Timed): number {
  return nextChangeAt == null ? Number.POSITIVE_INFINITY : Date.parse(nextChangeAt) - Date.parse(at);
}

/** Asks for a verdict until aborted: when it changes by schedule, and at least every `greatestMs`. */
export async function followVerdict<Answer extends Timed>({
  ask,
  show,
  limits: { leastMs, greatestMs, maxAgeMs },
  signal,
  sleep,
  monotonicMs = () => performance.now(),
}: VerdictPolling<Answer>): Promise<void> {
  let expiry: ReturnType<typeof setTimeout> | undefined;
  const forget = () => clearTimeout(expiry);
  signal.addEventListener("abort", forget);
  show(null);
  await poll({
    async ask() {
      const askedMs = monotonicMs();
      const verdict = await ask();
      if (verdict === undefined || signal.aborted) return undefined;
      const holdsMs = Math.min(untilNextChangeMs(verdict), maxAgeMs) - (monotonicMs() - askedMs);
      forget();
      show(holdsMs > 0 ? verdict : null);
      if (holdsMs > 0) expiry = setTimeout(() => show(null), holdsMs);
      return verdict;
    },
    waitAfter: (verdict) =>
      Math.min(Math.max(leastMs, verdict ? untilNextChangeMs(verdict) : greatestMs), greatestMs),
    signal,
    ...(sleep && { sleep }),
  });
}
