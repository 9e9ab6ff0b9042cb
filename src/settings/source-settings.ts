import * as v from "valibot";
import type { Freshness } from "./freshness.js";
import type { Resilience } from "./resilience.js";
import { resilienceRanges } from "./resilience.js";
import { settingsObject, wholeNumber, withDescription } from "./value-schemas.js";

/** What can be set of any source. */
export interface SourceSettings {
  /** Unique over all providers; the first part of a window's id may hold it, so that it has no colon. */
  readonly id: string;
  /** How many reads run at once, and how many writes. */
  readonly concurrency: number;
  /** How many calls are made in a second at the most, reads and writes together; as many as the source takes without it. */
  readonly callsPerSecond?: number;
  /** What is left out is as for every source. */
  readonly freshness: Partial<Freshness>;
  /** What is left out is as for every source. */
  readonly resilience: Partial<Resilience>;
}

export const defaultConcurrency = 10;

const rateRule = "must be a number from 0.1 to 1000.";

const seconds = (meaning: string) =>
  v.pipe(
    withDescription(meaning, wholeNumber(0, 604_800)),
    v.transform((value) => value * 1000),
  );

/** What a configuration file may say of any source. */
export const sourceEntries = {
  id: withDescription(
    "The source's name in ids, filters, scopes, logs and metrics. Unique. If it changes, so do the ids of windows that contain it.",
    v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9._-]{1,64}$/, "must be 1 to 64 letters, digits, dots, hyphens and underscores."),
    ),
  ),
  concurrency: v.optional(
    withDescription("How many reads run at once, and how many writes.", wholeNumber(1, 100)),
    defaultConcurrency,
  ),
  callsPerSecond: v.exactOptional(
    withDescription(
      "How many calls are made in a second at the most, reads and writes together. Without it, as many as the provider takes.",
      v.pipe(v.number(rateRule), v.minValue(0.1, rateRule), v.maxValue(1_000, rateRule)),
    ),
  ),
  freshness: v.optional(
    v.pipe(
      settingsObject({
        maxAgeSeconds: v.optional(
          seconds("So long an answer is given without asking again; INVENTORY_MAX_AGE_SECONDS."),
        ),
        staleWhileRevalidateSeconds: v.optional(
          seconds(
            "So long after that it is still given at once, while the source is asked; INVENTORY_STALE_WHILE_REVALIDATE_SECONDS.",
          ),
        ),
        staleIfErrorSeconds: v.optional(
          seconds(
            "So long after maxAgeSeconds it is given, marked STALE, where the source fails; INVENTORY_STALE_IF_ERROR_SECONDS.",
          ),
        ),
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
    settingsObject({
      timeoutMs: v.exactOptional(
        withDescription(
          "The longest that one attempt may take; UPSTREAM_TIMEOUT_MS.",
          wholeNumber(...resilienceRanges.timeoutMs),
        ),
      ),
      maxAttempts: v.exactOptional(
        withDescription(
          "How often a read is tried; UPSTREAM_MAX_ATTEMPTS.",
          wholeNumber(...resilienceRanges.maxAttempts),
        ),
      ),
      breakerFailures: v.exactOptional(
        withDescription(
          "After so many failures in a row the source is not asked for a while; UPSTREAM_BREAKER_FAILURES.",
          wholeNumber(...resilienceRanges.breakerFailures),
        ),
      ),
      breakerOpenMs: v.exactOptional(
        withDescription(
          "How long that while is; UPSTREAM_BREAKER_OPEN_MS.",
          wholeNumber(...resilienceRanges.breakerOpenMs),
        ),
      ),
    }),
    {},
  ),
};
