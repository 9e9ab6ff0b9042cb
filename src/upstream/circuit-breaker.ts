import type { IHalfOpenAfterBackoffContext } from "cockatiel";
import {
  CircuitState as BreakerState,
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhenResult,
} from "cockatiel";
import type { CircuitState } from "../domain/sources.js";
import type { Resilience } from "../settings/resilience.js";

/** What an attempt says of the source: FAILED: it is in trouble. UNDECIDED: nothing, since the attempt was given up. */
export type BreakerOutcome = "SUCCESS" | "FAILURE" | "IGNORED";

export interface CircuitBreakerOptions extends Pick<Resilience, "breakerFailures" | "breakerOpenMs"> {
  readonly outcomeAfter: (error: unknown) => BreakerOutcome;
  /** Told of every change, with the state before it and the error of the last attempt that failed. */
  readonly onChange: (state: CircuitState, from: CircuitState, lastError: unknown) => void;
}

/** Nothing was sent, since the source has failed too often just now. */
export class CircuitOpenError extends Error {
  override readonly name = "CircuitOpenError";
}

type Ended<Result> = { readonly outcome: BreakerOutcome } & (
  | { readonly result: Result }
  | { readonly error: unknown }
);

/**
 * Stops asking a source after failures in a row. After a while one call is let through: the others wait for what it comes
 * to, and it alone decides whether the circuit closes again. Should it be given up, the next one takes its place.
 */
export function createCircuitBreaker({
  breakerFailures,
  breakerOpenMs,
  outcomeAfter,
  onChange,
}: CircuitBreakerOptions) {
  let lastError: unknown = null;
  const failed = handleWhenResult((ended) => (ended as Ended<unknown>).outcome === "FAILURE");
  // A probe that was given up has shown nothing: the next call takes its place at once.
  const openMs = new DelegateBackoff<IHalfOpenAfterBackoffContext>(({ result }) =>
    "error" in result ? 0 : breakerOpenMs,
  );
  const policy = circuitBreaker(
    failed.orWhen(() => policy.state === BreakerState.HalfOpen),
    { breaker: new ConsecutiveBreaker(breakerFailures), halfOpenAfter: openMs },
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
      // What began before the circuit opened says nothing of how the source is since.
      if (policy.state !== stateBefore) return { error, outcome: "IGNORED" };
      // What is thrown here counts neither way; a probe leaves its place to the next.
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
            ? new CircuitOpenError("Nothing was sent.", { cause: lastError })
            : error;
        });
      if ("result" in ended) return ended.result;
      throw ended.error;
    },
  };
}
