import type { IBackoff, IHalfOpenAfterBackoffContext } from "cockatiel";
import {
  CircuitState as BreakerState,
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from "cockatiel";
import type { CircuitState } from "../domain/sources.js";
import type { Resilience } from "../settings/resilience.js";

/** What an attempt says about the source. FAILURE: it has a problem. IGNORED: nothing, e.g. the attempt was cancelled. */
export type BreakerOutcome = "SUCCESS" | "FAILURE" | "IGNORED";

export interface CircuitBreakerOptions extends Pick<Resilience, "breakerFailures" | "breakerOpenMs"> {
  readonly outcomeAfter: (error: unknown) => BreakerOutcome;
  /** Called on every change, with the previous state and the error of the last failed attempt. */
  readonly onChange: (state: CircuitState, from: CircuitState, lastError: unknown) => void;
}

/** Thrown instead of making a call, because the source has failed several times in a row. */
export class CircuitOpenError extends Error {
  override readonly name = "CircuitOpenError";
}

type Ended<Result> = { readonly outcome: BreakerOutcome } & (
  | { readonly result: Result }
  | { readonly error: unknown }
);

/**
 * Stops calls to a source after consecutive failures. After a while, one call probes the source while the others wait for
 * its result. The probe alone decides whether the circuit closes. If it is cancelled, the next call becomes the probe.
 */
export function createCircuitBreaker({
  breakerFailures,
  breakerOpenMs,
  outcomeAfter,
  onChange,
}: CircuitBreakerOptions) {
  let lastError: unknown = null;
  const failed = handleWhenResult((ended) => (ended as Ended<unknown>).outcome === "FAILURE");
  /** Counts by the monotonic clock. cockatiel compares the duration with a difference of the system's clock, which can be set. */
  function nextOpenTime({ result }: IHalfOpenAfterBackoffContext): IBackoff<IHalfOpenAfterBackoffContext> {
    // A cancelled probe shows nothing, so the next call becomes the probe at once.
    const endsAt = performance.now() + ("error" in result ? 0 : breakerOpenMs);
    return {
      get duration() {
        return performance.now() < endsAt ? Number.POSITIVE_INFINITY : Number.NEGATIVE_INFINITY;
      },
      next: nextOpenTime,
    };
  }
  const policy = circuitBreaker(
    failed.orWhen(() => policy.state === BreakerState.HalfOpen),
    { breaker: new ConsecutiveBreaker(breakerFailures), halfOpenAfter: { next: nextOpenTime } },
  );
  let state: CircuitState = "CLOSED";
  function setState(next: CircuitState): void {
    if (next === state) return;
    onChange(next, state, lastError);
    state = next;
  }
  policy.onHalfOpen(() => setState("HALF_OPEN"));
  policy.onReset(() => setState("CLOSED"));
  policy.onBreak((reason) => {
    if (reason === null || !("error" in reason)) setState("OPEN");
  });

  async function settle<Result>(attempt: () => Promise<Result>): Promise<Ended<Result>> {
    const stateBefore = policy.state;
    try {
      return { result: await attempt(), outcome: "SUCCESS" };
    } catch (error) {
      const outcome = outcomeAfter(error);
      // An attempt that began before the circuit changed says nothing about the source's current state.
      if (policy.state !== stateBefore) return { error, outcome: "IGNORED" };
      // Throwing here counts as neither success nor failure. If this was the probe, the next call replaces it.
      if (outcome === "IGNORED") throw error;
      if (outcome === "FAILURE") lastError = error;
      return { error, outcome };
    }
  }

  return {
    state: (): CircuitState => state,

    async run<Result>(attempt: () => Promise<Result>): Promise<Result> {
      const ended = await policy
        .execute(() => settle(attempt))
        .catch((error: unknown) => {
          throw error instanceof BrokenCircuitError
            ? new CircuitOpenError("The circuit is open; nothing was sent.", { cause: lastError })
            : error;
        });
      if ("result" in ended) return ended.result;
      throw ended.error;
    },
  };
}
