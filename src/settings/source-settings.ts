import * as v from "valibot";
import type { Freshness } from "./freshness.js";
import type { Resilience } from "./resilience.js";
import { resilienceRanges } from "./resilience.js";
import { settingsObject, wholeNumber, withDescription } from "./value-schemas.js";

/** Settings that every source has. */
export interface SourceSettings {
  /** Unique across all providers. Contains no colon, which separates the parts of window ids. */
  readonly id: string;
  /** The maximum number of concurrent reads, and of concurrent writes. */
  readonly concurrency: number;
  /** The maximum rate of calls, reads and writes together; unlimited if it is not set. */
  readonly callsPerSecond?: number;
  /** Values that are not set default to those of the gateway. */
  readonly freshness: Partial<Freshness>;
  /** Values that are not set default to those of the gateway. */
  readonly resilience: Partial<Resilience>;
}

export function settingsWithId<Settings extends SourceSettings>(
  sources: readonly Settings[],
  sourceId: string,
): Settings {
  const found = sources.find(({ id }) => id === sourceId);
  if (found === undefined) throw new Error(`There is no source ${sourceId}.`);
  return found;
}

export const defaultConcurrency = 10;

const rateRule = "must be a number from 0.1 to 1000.";

const seconds = (meaning: string) =>
  v.pipe(
    withDescription(meaning, wholeNumber(0, 604_800)),
    v.transform((value) => value * 1000),
  );

/** Settings of any source in the configuration file. */
export const sourceEntries = {
  id: withDescription(
    "The unique name of the source in ids, filters, scopes, logs and metrics. Changing it changes the ids of its windows.",
    v.pipe(
      v.string(),
      v.regex(/^[A-Za-z0-9._-]{1,64}$/, "must be 1 to 64 letters, digits, dots, hyphens and underscores."),
    ),
  ),
  concurrency: v.optional(
    withDescription("The maximum number of concurrent reads, and of concurrent writes.", wholeNumber(1, 100)),
    defaultConcurrency,
  ),
  callsPerSecond: v.exactOptional(
    withDescription(
      "The maximum number of calls per second, reads and writes together. Unlimited by default.",
      v.pipe(v.number(rateRule), v.minValue(0.1, rateRule), v.maxValue(1_000, rateRule)),
    ),
  ),
  freshness: v.optional(
    v.pipe(
      settingsObject({
        maxAgeSeconds: v.optional(seconds("How long data is fresh. Overrides INVENTORY_MAX_AGE_SECONDS.")),
        staleWhileRevalidateSeconds: v.optional(
          seconds(
            "How long data is then still returned at once, while a refresh runs in the background. Overrides INVENTORY_STALE_WHILE_REVALIDATE_SECONDS.",
          ),
        ),
        staleIfErrorSeconds: v.optional(
          seconds(
            "How long after maxAgeSeconds data is returned, marked STALE, if the source fails. Overrides INVENTORY_STALE_IF_ERROR_SECONDS.",
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
          "The timeout of one attempt. Overrides UPSTREAM_TIMEOUT_MS.",
          wholeNumber(...resilienceRanges.timeoutMs),
        ),
      ),
      maxAttempts: v.exactOptional(
        withDescription(
          "The total number of attempts of a read. Overrides UPSTREAM_MAX_ATTEMPTS.",
          wholeNumber(...resilienceRanges.maxAttempts),
        ),
      ),
      breakerFailures: v.exactOptional(
        withDescription(
          "The number of consecutive failures that opens the circuit breaker. Overrides UPSTREAM_BREAKER_FAILURES.",
          wholeNumber(...resilienceRanges.breakerFailures),
        ),
      ),
      breakerOpenMs: v.exactOptional(
        withDescription(
          "How long the circuit breaker stays open. Overrides UPSTREAM_BREAKER_OPEN_MS.",
          wholeNumber(...resilienceRanges.breakerOpenMs),
        ),
      ),
    }),
    {},
  ),
};
