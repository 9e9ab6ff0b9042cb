import * as v from "valibot";
import { wholeNumber } from "./check-settings.js";
import type { Freshness } from "./freshness.js";
import type { Resilience } from "./upstream/resilience.js";

/** What can be set of any source. */
export interface SourceSettings {
  /** Unique over all providers; the first part of a window's id may hold it, so that it has no colon. */
  readonly id: string;
  /** How many reads run at once. */
  readonly concurrency: number;
  /** What is left out is as for every source. */
  readonly freshness: Partial<Freshness>;
  /** What is left out is as for every source. */
  readonly resilience: Partial<Resilience>;
}

export const defaultConcurrency = 10;

/** Within which each setting must be, whether of one source or of all. */
export const resilienceRanges = {
  timeoutMs: [100, 300_000],
  maxAttempts: [1, 9],
  breakerFailures: [1, 1_000_000],
  breakerOpenMs: [100, 600_000],
} as const satisfies Record<keyof Resilience, readonly [number, number]>;

const seconds = v.pipe(
  wholeNumber(0, 604_800),
  v.transform((value) => value * 1000),
);

/** What a configuration file may say of any source. */
export const sourceEntries = {
  id: v.pipe(
    v.string(),
    v.regex(/^[A-Za-z0-9._-]{1,64}$/, "must be 1 to 64 letters, digits, dots, hyphens and underscores."),
  ),
  provider: v.string(),
  concurrency: v.optional(wholeNumber(1, 100), defaultConcurrency),
  freshness: v.optional(
    v.pipe(
      v.strictObject({
        maxAgeSeconds: v.optional(seconds),
        staleWhileRevalidateSeconds: v.optional(seconds),
        staleIfErrorSeconds: v.optional(seconds),
      }),
      v.transform(({ maxAgeSeconds, staleWhileRevalidateSeconds, staleIfErrorSeconds }) => ({
        ...(maxAgeSeconds === undefined ? {} : { maxAgeMs: maxAgeSeconds }),
        ...(staleWhileRevalidateSeconds === undefined
          ? {}
          : { staleWhileRevalidateMs: staleWhileRevalidateSeconds }),
        ...(staleIfErrorSeconds === undefined ? {} : { staleIfErrorMs: staleIfErrorSeconds }),
      })),
    ),
    {},
  ),
  resilience: v.optional(
    v.strictObject({
      timeoutMs: v.exactOptional(wholeNumber(...resilienceRanges.timeoutMs)),
      maxAttempts: v.exactOptional(wholeNumber(...resilienceRanges.maxAttempts)),
      breakerFailures: v.exactOptional(wholeNumber(...resilienceRanges.breakerFailures)),
      breakerOpenMs: v.exactOptional(wholeNumber(...resilienceRanges.breakerOpenMs)),
    }),
    {},
  ),
};
