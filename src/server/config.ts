import * as v from "valibot";
import { checkEnvironment, wholeNumberText } from "../datasources/check-settings.js";
import type { Freshness } from "../datasources/freshness.js";
import type { ConfigurationFault, Environment } from "../datasources/provider.js";
import { resilienceRanges } from "../datasources/source-settings.js";
import type { Resilience } from "../datasources/upstream/resilience.js";

/** What the process itself is told by its environment; sources are the providers' own business. */
export interface ServerConfiguration {
  readonly host: string;
  readonly port: number;
  /** Where metrics are served; null where they are not. */
  readonly metricsPort: number | null;
  readonly logLevel: string;
  readonly production: boolean;
  readonly requestTimeoutMs: number;
  /** For every source that has nothing else of its own. */
  readonly resilience: Resilience;
  readonly freshness: Freshness;
  /** From which length on a window is unusually long. */
  readonly longWindowMs: number;
  readonly redis: RedisConfiguration | null;
}

export interface RedisConfiguration {
  /** May hold a password. */
  readonly url: string;
  readonly keyPrefix: string;
}

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const redisRule =
  "must be a URL such as redis://host:6379 or, with TLS and a database, rediss://host:6379/0.";
const week = 7 * 24 * 60 * 60;

const schema = v.object({
  HOST: v.optional(v.string(), "127.0.0.1"),
  PORT: wholeNumberText(0, 65_535, 4000),
  METRICS_PORT: v.optional(wholeNumberText(0, 65_535, 0)),
  LOG_LEVEL: v.optional(v.picklist(logLevels, `must be one of ${logLevels.join(", ")}.`), "info"),
  NODE_ENV: v.optional(v.string(), "development"),
  REQUEST_TIMEOUT_MS: wholeNumberText(100, 300_000, 10_000),
  UPSTREAM_TIMEOUT_MS: wholeNumberText(...resilienceRanges.timeoutMs, 5_000),
  UPSTREAM_MAX_ATTEMPTS: wholeNumberText(...resilienceRanges.maxAttempts, 3),
  UPSTREAM_BREAKER_FAILURES: wholeNumberText(...resilienceRanges.breakerFailures, 5),
  UPSTREAM_BREAKER_OPEN_MS: wholeNumberText(...resilienceRanges.breakerOpenMs, 2_000),
  INVENTORY_MAX_AGE_SECONDS: wholeNumberText(0, week, 30),
  INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: wholeNumberText(0, week, 30),
  INVENTORY_STALE_IF_ERROR_SECONDS: wholeNumberText(0, week, 3600),
  LONG_WINDOW_HOURS: wholeNumberText(1, 87_600, 7 * 24),
  REDIS_URL: v.optional(
    v.pipe(v.string(), v.url(redisRule), v.regex(/^rediss?:\/\/[^/?#]+(?:\/[0-9]*)?$/, redisRule)),
  ),
  REDIS_KEY_PREFIX: v.optional(v.string(), "maintenance-gateway:"),
});

/** The configuration, or every fault of it. */
export function readServerConfiguration(environment: Environment): {
  readonly configuration: ServerConfiguration | null;
  readonly faults: readonly ConfigurationFault[];
} {
  const { output, faults } = checkEnvironment(schema, environment);
  if (output !== null && output.METRICS_PORT !== 0 && output.METRICS_PORT === output.PORT) {
    const fault = { key: "METRICS_PORT", message: "must be another port than PORT." };
    return { configuration: null, faults: [fault] };
  }
  if (output === null) return { configuration: null, faults };
  return {
    faults,
    configuration: {
      host: output.HOST,
      port: output.PORT,
      metricsPort: output.METRICS_PORT ?? null,
      logLevel: output.LOG_LEVEL,
      production: output.NODE_ENV === "production",
      requestTimeoutMs: output.REQUEST_TIMEOUT_MS,
      resilience: {
        timeoutMs: output.UPSTREAM_TIMEOUT_MS,
        maxAttempts: output.UPSTREAM_MAX_ATTEMPTS,
        breakerFailures: output.UPSTREAM_BREAKER_FAILURES,
        breakerOpenMs: output.UPSTREAM_BREAKER_OPEN_MS,
      },
      freshness: {
        maxAgeMs: output.INVENTORY_MAX_AGE_SECONDS * 1000,
        staleWhileRevalidateMs: output.INVENTORY_STALE_WHILE_REVALIDATE_SECONDS * 1000,
        staleIfErrorMs: output.INVENTORY_STALE_IF_ERROR_SECONDS * 1000,
      },
      longWindowMs: output.LONG_WINDOW_HOURS * 3_600_000,
      redis:
        output.REDIS_URL === undefined ? null : { url: output.REDIS_URL, keyPrefix: output.REDIS_KEY_PREFIX },
    },
  };
}
