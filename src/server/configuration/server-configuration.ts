import * as v from "valibot";
import { dayMs, hourMs } from "../../domain/time/units.js";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import type { Freshness } from "../../settings/freshness.js";
import type { Resilience } from "../../settings/resilience.js";
import { resilienceRanges } from "../../settings/resilience.js";
import { textList, wholeNumberText } from "../../settings/value-schemas.js";
import type { AuthenticationConfiguration } from "../authentication/authentication-modes.js";
import { readAuthentication } from "../authentication/settings.js";
import type { CalendarAccess } from "../calendar-feed/settings.js";
import { readCalendarAccess } from "../calendar-feed/settings.js";
import type { Limits } from "../limits/settings.js";
import { readLimits } from "../limits/settings.js";
import type { PersistedQueries } from "../persisted-queries/settings.js";
import { readPersistedQueries } from "../persisted-queries/settings.js";

/** What the process itself is told by its environment; sources are the providers' own business. */
export interface ServerConfiguration {
  readonly authentication: AuthenticationConfiguration;
  /** What lets calendar programs in; null where they show what every caller shows. */
  readonly calendarAccess: CalendarAccess | null;
  readonly limits: Limits;
  readonly persistedQueries: PersistedQueries;
  /** The origins whose pages may read answers; `*` for all. */
  readonly corsOrigins: readonly string[];
  /** Whether the schema can be asked for, by introspection or as a subgraph's SDL. */
  readonly introspection: boolean;
  readonly host: string;
  readonly port: number;
  /** Where metrics are served; null where they are not. */
  readonly metrics: MetricsConfiguration | null;
  /** How long requests are still taken after the gateway has said that it stops. */
  readonly shutdownDelayMs: number;
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

export interface MetricsConfiguration {
  readonly port: number;
  /** Whether any free port will do where that one is taken: nobody has asked for it. */
  readonly isDefault: boolean;
}

export interface RedisConfiguration {
  /** May hold a password. */
  readonly url: string;
  readonly keyPrefix: string;
}

const defaultHost = "127.0.0.1";

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const nodeEnvironments = ["development", "test", "production"] as const;

const redisRule =
  "must be a URL such as redis://host:6379 or, with TLS and a database, rediss://host:6379/0.";
const portOrOff = "must be a whole number from 0 to 65535, or off.";

/** The port of the OpenTelemetry exporter for Prometheus; METRICS_PORT overrides it. */
const defaultMetricsPort = 9464;

/** Time for load balancers to notice in production that a replica stops; SHUTDOWN_DELAY_MS overrides it. */
const productionShutdownDelayMs = 5_000;

const originRule =
  "must be origins such as https://app.example.com, without a path and with commas between, or *.";

const corsOrigins = v.pipe(
  textList,
  v.check((origins) => origins.every((origin) => origin === "*" || isOrigin(origin)), originRule),
);

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

const weekSeconds = (7 * dayMs) / 1000;

const schema = v.object({
  HOST: v.optional(v.string(), defaultHost),
  PORT: wholeNumberText(0, 65_535, 4000),
  METRICS_PORT: v.optional(v.union([v.literal("off"), wholeNumberText(0, 65_535, 0)], portOrOff)),
  SHUTDOWN_DELAY_MS: v.optional(wholeNumberText(0, 600_000, 0)),
  CORS_ORIGINS: corsOrigins,
  INTROSPECTION: v.optional(v.picklist(["true", "false"], "must be true or false.")),
  LOG_LEVEL: v.optional(v.picklist(logLevels, `must be one of ${logLevels.join(", ")}.`), "info"),
  NODE_ENV: v.optional(
    v.picklist(nodeEnvironments, `must be one of ${nodeEnvironments.join(", ")}.`),
    "development",
  ),
  REQUEST_TIMEOUT_MS: wholeNumberText(100, 300_000, 10_000),
  UPSTREAM_TIMEOUT_MS: wholeNumberText(...resilienceRanges.timeoutMs, 5_000),
  UPSTREAM_MAX_ATTEMPTS: wholeNumberText(...resilienceRanges.maxAttempts, 3),
  UPSTREAM_BREAKER_FAILURES: wholeNumberText(...resilienceRanges.breakerFailures, 5),
  UPSTREAM_BREAKER_OPEN_MS: wholeNumberText(...resilienceRanges.breakerOpenMs, 2_000),
  INVENTORY_MAX_AGE_SECONDS: wholeNumberText(0, weekSeconds, 30),
  INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: wholeNumberText(0, weekSeconds, 30),
  INVENTORY_STALE_IF_ERROR_SECONDS: wholeNumberText(0, weekSeconds, 3600),
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
  const { output, faults: ofProcess } = checkEnvironment(schema, environment);
  const host = environment.HOST?.trim() || defaultHost;
  const { configuration: authentication, faults: ofAuthentication } = readAuthentication(environment, host);
  const { access: calendarAccess, faults: ofCalendar } = readCalendarAccess(environment);
  const { limits, faults: ofLimits } = readLimits(environment);
  const { persistedQueries, faults: ofPersistedQueries } = readPersistedQueries(environment);
  const faults = [...ofProcess, ...ofAuthentication, ...ofCalendar, ...ofLimits, ...ofPersistedQueries];
  if (output !== null && output.METRICS_PORT !== 0 && output.METRICS_PORT === output.PORT) {
    faults.push({ key: "METRICS_PORT", message: "must be another port than PORT." });
  }
  if (output === null || authentication === null || limits === null || persistedQueries === null) {
    return { configuration: null, faults };
  }
  const production = output.NODE_ENV === "production";
  return {
    faults,
    configuration: {
      authentication,
      calendarAccess,
      limits,
      persistedQueries,
      corsOrigins: output.CORS_ORIGINS,
      introspection: output.INTROSPECTION === undefined ? !production : output.INTROSPECTION === "true",
      host: output.HOST,
      port: output.PORT,
      metrics: metricsOf(output.METRICS_PORT, output.PORT),
      shutdownDelayMs: output.SHUTDOWN_DELAY_MS ?? (production ? productionShutdownDelayMs : 0),
      logLevel: output.LOG_LEVEL,
      production,
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
      longWindowMs: output.LONG_WINDOW_HOURS * hourMs,
      redis:
        output.REDIS_URL === undefined ? null : { url: output.REDIS_URL, keyPrefix: output.REDIS_KEY_PREFIX },
    },
  };
}

/** Beside a server on any free port, metrics are on one too. */
function metricsOf(given: number | "off" | undefined, port: number): MetricsConfiguration | null {
  if (given === "off") return null;
  if (given !== undefined) return { port: given, isDefault: false };
  return { port: port === 0 ? 0 : defaultMetricsPort, isDefault: true };
}
