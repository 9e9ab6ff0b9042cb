/** What keeps a source that misbehaves from harming those who ask it, and is kept from being harmed by them. */
export interface Resilience {
  /** The longest that one attempt of a call may take. */
  readonly timeoutMs: number;
  /** How often a read is tried in all. What the provider refuses as one call too many is no attempt. */
  readonly maxAttempts: number;
  /** After so many failed attempts in a row nothing is asked of the source for a while. */
  readonly breakerFailures: number;
  /** How long that while is; then one call tries whether the source is well again. */
  readonly breakerOpenMs: number;
}

/** Within which each setting must be, whether of one source or of all. */
export const resilienceRanges = {
  timeoutMs: [100, 300_000],
  maxAttempts: [1, 9],
  breakerFailures: [1, 1_000_000],
  breakerOpenMs: [100, 600_000],
} as const satisfies Record<keyof Resilience, readonly [number, number]>;
