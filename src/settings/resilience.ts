/** How calls to one source are limited, so that a failing source does not block callers and is not overloaded by them. */
export interface Resilience {
  /** The timeout of one attempt of a call. */
  readonly timeoutMs: number;
  /** The total number of attempts of a read. A throttled call does not count as an attempt. */
  readonly maxAttempts: number;
  /** The number of consecutive failures that opens the circuit breaker. */
  readonly breakerFailures: number;
  /** How long the circuit breaker stays open. Then one call tests whether the source has recovered. */
  readonly breakerOpenMs: number;
}

/** The minimum and maximum of each setting, for one source and for the gateway's defaults. */
export const resilienceRanges = {
  timeoutMs: [100, 300_000],
  maxAttempts: [1, 9],
  breakerFailures: [1, 1_000_000],
  breakerOpenMs: [100, 600_000],
} as const satisfies Record<keyof Resilience, readonly [number, number]>;
