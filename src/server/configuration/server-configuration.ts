import { isIPv6 } from "node:net";
import * as v from "valibot";
import { dayMs, hourMs } from "../../domain/time/units.js";
import type { NetworkSettings } from "../../network/network-settings.js";
import { readNetworkSettings } from "../../network/network-settings.js";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import type { Freshness } from "../../settings/freshness.js";
import type { Resilience } from "../../settings/resilience.js";
import { resilienceRanges } from "../../settings/resilience.js";
import { hasUsablePort, textList, trueOrFalse, wholeNumberText } from "../../settings/value-schemas.js";
import type { AuthenticationConfiguration } from "../authentication/authentication-modes.js";
import { readAuthentication } from "../authentication/settings.js";
import type { CalendarAccess } from "../calendar-feed/settings.js";
import { readCalendarAccess } from "../calendar-feed/settings.js";
import type { Limits } from "../limits/settings.js";
import { readLimits } from "../limits/settings.js";
import type { PersistedQueries } from "../persisted-queries/settings.js";
import { readPersistedQueries } from "../persisted-queries/settings.js";
import { tracingFaults, tracingWarnings } from "../telemetry/open-telemetry-settings.js";
import { ineffectiveVariables } from "./ineffective-settings.js";

/** The configuration of the process. Providers configure their own sources. */
export interface ServerConfiguration {
  readonly authentication: AuthenticationConfiguration;
  /** Access by calendar token; null if calendar apps authenticate like other callers. */
  readonly calendarAccess: CalendarAccess | null;
  readonly limits: Limits;
  readonly persistedQueries: PersistedQueries;
  /** The origins whose pages may read responses; `*` for all. */
  readonly corsOrigins: readonly string[];
  /** Whether clients can read the schema, by introspection or as the subgraph's SDL. */
  readonly introspection: boolean;
  readonly host: string;
  readonly port: number;
  /** The metrics server; null if metrics are off. */
  readonly metrics: MetricsConfiguration | null;
  /** How long the gateway still accepts requests after it has reported that it is stopping. */
  readonly shutdownDelayMs: number;
  readonly logLevel: string;
  /** Whether writes are rejected while the audit log cannot be written. */
  readonly auditRequired: boolean;
  readonly production: boolean;
  readonly requestTimeoutMs: number;
  /** How long a request waits for the event loop before it is refused. */
  readonly maxQueueWaitMs: number;
  /** Size of the response cache; 0 to execute every request. */
  readonly responseCacheMaxBytes: number;
  /** The default for every source. */
  readonly resilience: Resilience;
  readonly freshness: Freshness;
  readonly network: NetworkSettings;
  /** The length from which a window counts as unusually long. */
  readonly longWindowMs: number;
  readonly redis: RedisConfiguration | null;
}

export interface MetricsConfiguration {
  readonly port: number;
  /** Whether the port is the default. If it is taken, any free port will do, except in production. */
  readonly isDefault: boolean;
}

export interface RedisConfiguration {
  /** Can contain a password. */
  readonly url: string;
  readonly keyPrefix: string;
}

const defaultHost = "127.0.0.1";

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

const nodeEnvironments = ["development", "test", "production"] as const;

const redisRule =
  "must be a URL such as redis://host:6379, or rediss://host:6379/0 with TLS and a database number.";
const portOrOff = "must be a whole number from 0 to 65535, or off.";

const metricsPortText = v.pipe(
  v.string(),
  v.regex(/^(?:off|[0-9]+)$/, portOrOff),
  v.transform((text) => (text === "off" ? text : Number(text))),
  v.check((port) => port === "off" || port <= 65_535, portOrOff),
);

/** The default port of OpenTelemetry's Prometheus exporter. */
const defaultMetricsPort = 9464;

/** Time for load balancers to notice in production that a replica is stopping. */
const productionShutdownDelayMs = 5_000;

const originRule =
  "must be a comma-separated list of origins such as https://app.example.com, without a path, or *.";

const corsOrigins = v.pipe(
  textList,
  v.check((origins) => origins.every((origin) => origin === "*" || isOrigin(origin)), originRule),
);

function isOrigin(text: string): boolean {
  return URL.canParse(text) && new URL(text).origin === text;
}

const weekSeconds = (7 * dayMs) / 1000;

const hostText = v.pipe(
  v.string(),
  v.check(
    (text) => isIPv6(text) || /^[\w.-]+$/.test(text),
    "must be a host name or an IP address, such as 0.0.0.0 or ::1, without a scheme, a port or brackets.",
  ),
);

const schema = v.object({
  HOST: v.optional(hostText, defaultHost),
  PORT: wholeNumberText(0, 65_535, 4000),
  METRICS_PORT: v.optional(metricsPortText),
  SHUTDOWN_DELAY_MS: v.optional(wholeNumberText(0, 600_000, 0)),
  CORS_ORIGINS: corsOrigins,
  INTROSPECTION: v.optional(trueOrFalse),
  LOG_LEVEL: v.optional(v.picklist(logLevels, `must be one of ${logLevels.join(", ")}.`), "info"),
  AUDIT_REQUIRED: v.optional(trueOrFalse, "false"),
  NODE_ENV: v.optional(
    v.picklist(nodeEnvironments, `must be one of ${nodeEnvironments.join(", ")}.`),
    "development",
  ),
  REQUEST_TIMEOUT_MS: wholeNumberText(100, 300_000, 10_000),
  MAX_QUEUE_WAIT_MS: wholeNumberText(100, 300_000, 5_000),
  RESPONSE_CACHE_MAX_BYTES: wholeNumberText(0, 1024 * 1024 * 1024, 32 * 1024 * 1024),
  UPSTREAM_TIMEOUT_MS: wholeNumberText(...resilienceRanges.timeoutMs, 5_000),
  UPSTREAM_MAX_ATTEMPTS: wholeNumberText(...resilienceRanges.maxAttempts, 3),
  UPSTREAM_BREAKER_FAILURES: wholeNumberText(...resilienceRanges.breakerFailures, 5),
  UPSTREAM_BREAKER_OPEN_MS: wholeNumberText(...resilienceRanges.breakerOpenMs, 2_000),
  INVENTORY_MAX_AGE_SECONDS: wholeNumberText(0, weekSeconds, 30),
  INVENTORY_STALE_WHILE_REVALIDATE_SECONDS: wholeNumberText(0, weekSeconds, 30),
  INVENTORY_STALE_IF_ERROR_SECONDS: wholeNumberText(0, weekSeconds, 3600),
  LONG_WINDOW_HOURS: wholeNumberText(1, 87_600, 7 * 24),
  REDIS_URL: v.optional(
    v.pipe(
      v.string(),
      v.url(redisRule),
      hasUsablePort(redisRule),
      v.regex(/^rediss?:\/\/[^/?#]+(?:\/[0-9]*)?$/, redisRule),
    ),
  ),
  REDIS_KEY_PREFIX: v.optional(v.string(), "maintenance-gateway:"),
});

export const serverVariables = Object.keys(schema.entries);

/** The configuration, or every error in it, and settings that have no effect. */
export function readServerConfiguration(environment: Environment): {
  readonly configuration: ServerConfiguration | null;
  readonly faults: readonly ConfigurationFault[];
  readonly warnings: readonly ConfigurationFault[];
} {
  const { output, faults: ofProcess } = checkEnvironment(schema, environment);
  const host = environment.HOST?.trim() || defaultHost;
  const { configuration: authentication, faults: ofAuthentication } = readAuthentication(environment, host);
  const { access: calendarAccess, faults: ofCalendar } = readCalendarAccess(environment);
  const { limits, faults: ofLimits } = readLimits(environment);
  const { persistedQueries, faults: ofPersistedQueries } = readPersistedQueries(environment);
  const { network, faults: ofNetwork, warnings: networkWarnings } = readNetworkSettings(environment);
  const faults = [
    ...ofProcess,
    ...ofAuthentication,
    ...ofCalendar,
    ...ofLimits,
    ...ofPersistedQueries,
    ...ofNetwork,
    ...tracingFaults(environment),
  ];
  const metricsPort = output?.METRICS_PORT ?? defaultMetricsPort;
  if (metricsPort !== 0 && metricsPort === output?.PORT) {
    faults.push({ key: "METRICS_PORT", message: "must differ from PORT." });
  }
  if (output?.AUDIT_REQUIRED === "true" && output.LOG_LEVEL === "silent") {
    const message =
      "is true, but LOG_LEVEL is silent, which turns the audit log off. Set LOG_LEVEL to fatal.";
    faults.push({ key: "AUDIT_REQUIRED", message });
  }
  const isValid = output !== null && authentication !== null && limits !== null;
  if (!isValid || persistedQueries === null || network === null)
    return { configuration: null, faults, warnings: [] };
  const production = output.NODE_ENV === "production";
  return {
    faults,
    warnings: [
      ...ineffectiveVariables(environment, output, limits),
      ...networkWarnings,
      ...tracingWarnings(environment),
    ],
    configuration: {
      authentication,
      calendarAccess,
      limits,
      persistedQueries,
      network,
      corsOrigins: output.CORS_ORIGINS,
      introspection: output.INTROSPECTION === undefined ? !production : output.INTROSPECTION === "true",
      host: output.HOST,
      port: output.PORT,
      metrics: metricsOf(output.METRICS_PORT, output.PORT),
      shutdownDelayMs: output.SHUTDOWN_DELAY_MS ?? (production ? productionShutdownDelayMs : 0),
      logLevel: output.LOG_LEVEL,
      auditRequired: output.AUDIT_REQUIRED === "true",
      production,
      requestTimeoutMs: output.REQUEST_TIMEOUT_MS,
      maxQueueWaitMs: output.MAX_QUEUE_WAIT_MS,
      responseCacheMaxBytes: output.RESPONSE_CACHE_MAX_BYTES,
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

/** If the API listens on any free port, so do the metrics. */
function metricsOf(given: number | "off" | undefined, port: number): MetricsConfiguration | null {
  if (given === "off") return null;
  if (given !== undefined) return { port: given, isDefault: false };
  return { port: port === 0 ? 0 : defaultMetricsPort, isDefault: true };
}
