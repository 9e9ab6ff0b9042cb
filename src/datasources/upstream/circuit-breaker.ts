import {
  CircuitState as BreakerState,
  BrokenCircuitError,
  ConsecutiveBreaker,
  circuitBreaker,
  handleWhenResult,
} from "cockatiel";
import type { CircuitState } from "../../domain/sources.js";
import type { Resilience } from "./resilience.js";

/** What an attempt says of the source: FAILED: it is in trouble. UNDECIDED: nothing, since the attempt was given up. */
export type Health = "WELL" | "FAILED" | "UNDECIDED";

export interface CircuitBreakerOptions extends Pick<Resilience, "breakerFailures" | "breakerOpenMs"> {
  readonly healthAfter: (error: unknown) => Health;
  /** Told of every change, with the error of the last attempt that failed. */
  readonly onChange: (state: CircuitState, lastError: unknown) => void;
}

/** Nothing was sent, since the source has failed too often just now. */
export class CircuitOpenError extends Error {
  override readonly name = "CircuitOpenError";
}

const states: Readonly<Record<BreakerState, CircuitState>> = {
  [BreakerState.Closed]: "CLOSED",
  [BreakerState.Open]: "OPEN",
  [BreakerState.HalfOpen]: "HALF_OPEN",
  [BreakerState.Isolated]: "OPEN",
};

type Ended<Result> = { readonly result: Result } | { readonly error: unknown; readonly health: Health };

/**
 * Stops asking a source after failures in a row. After a while one call is let through: the others wait for what it comes
 * to, and it alone decides whether the circuit closes again.
 */
export function createCircuitBreaker({
  breakerFailures,
  breakerOpenMs,
  healthAfter,
  onChange,
}: CircuitBreakerOptions) {
  let lastError: unknown = null;
  const failed = handleWhenResult(
    (ended) => (ended as Ended<unknown> & { health?: Health }).health === "FAILED",
  );
  const policy = circuitBreaker(
    // A probe that was given up has not shown that the source is well.
    failed.orWhen(() => policy.state === BreakerState.HalfOpen),
    { breaker: new ConsecutiveBreaker(breakerFailures), halfOpenAfter: breakerOpenMs },
  );
  policy.onStateChange((state) => onChange(states[state], lastError));

  async function settle<Result>(attempt: () => Promise<Result>): Promise<Ended<Result>> {
    try {
      return { result: await attempt() };
    } catch (error) {
      const health = healthAfter(error);
      // What is thrown here counts neither way.
      if (health === "UNDECIDED") throw error;
      if (health === "FAILED") lastError = error;
      return { error, health };
    }
  }

  return {
    state: (): CircuitState => states[policy.state],

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
