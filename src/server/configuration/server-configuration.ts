import { hourMs } from "../../domain/time/units.js";
import type { NetworkSettings } from "../../network/network-settings.js";
import { readNetworkSettings } from "../../network/network-settings.js";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import type { Freshness } from "../../settings/freshness.js";
import type { Resilience } from "../../settings/resilience.js";
import type { AuthenticationConfiguration } from "../authentication/authentication-modes.js";
import { readAuthentication } from "../authentication/settings.js";
import type { CalendarAccess } from "../calendar-feed/settings.js";
import { readCalendarAccess } from "../calendar-feed/settings.js";
import type { Limits } from "../limits/settings.js";
import { readLimits } from "../limits/settings.js";
import type { PersistedQueries } from "../persisted-queries/settings.js";
import { readPersistedQueries } from "../persisted-queries/settings.js";
import type { RefreshToken } from "../refresh/settings.js";
import { readRefreshTokens } from "../refresh/settings.js";
import type { StreamSettings } from "../streams/settings.js";
import { readStreamSettings } from "../streams/settings.js";
import { tracingFaults, tracingWarnings } from "../telemetry/open-telemetry-settings.js";
import { ineffectiveVariables } from "./ineffective-settings.js";
import { defaultHost, serverSchema } from "./server-variables.js";

/** The configuration of the process. Providers configure their own sources. */
export interface ServerConfiguration {
  readonly authentication: AuthenticationConfiguration;
  /** Access by calendar token; null if calendar apps authenticate like other callers. */
  readonly calendarAccess: CalendarAccess | null;
  /** The tokens of `POST /refresh`. Without one, the route is off. */
  readonly refreshTokens: readonly RefreshToken[];
  readonly limits: Limits;
  readonly persistedQueries: PersistedQueries;
  readonly streams: StreamSettings;
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
  /** How long a connection stays open after a response. */
  readonly keepAliveTimeoutMs: number;
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

/** The default port of OpenTelemetry's Prometheus exporter. */
const defaultMetricsPort = 9464;

/** Time for load balancers to notice in production that a replica is stopping. */
const productionShutdownDelayMs = 5_000;

/** The configuration, or every error in it, and settings that have no effect. */
export function readServerConfiguration(environment: Environment): {
  readonly configuration: ServerConfiguration | null;
  readonly faults: readonly ConfigurationFault[];
  readonly warnings: readonly ConfigurationFault[];
} {
  const { output, faults: ofProcess } = checkEnvironment(serverSchema, environment);
  const host = environment.HOST?.trim() || defaultHost;
  const { configuration: authentication, faults: ofAuthentication } = readAuthentication(environment, host);
  const { access: calendarAccess, faults: ofCalendar } = readCalendarAccess(environment);
  const { tokens: refreshTokens, faults: ofRefresh } = readRefreshTokens(environment);
  const { limits, faults: ofLimits } = readLimits(environment);
  const { persistedQueries, faults: ofPersistedQueries } = readPersistedQueries(environment);
  const { streams, faults: ofStreams } = readStreamSettings(environment);
  const { network, faults: ofNetwork, warnings: networkWarnings } = readNetworkSettings(environment);
  const faults = [
    ...ofProcess,
    ...ofAuthentication,
    ...ofCalendar,
    ...ofRefresh,
    ...ofLimits,
    ...ofPersistedQueries,
    ...ofStreams,
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
  if (!isValid || persistedQueries === null || streams === null || network === null)
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
      refreshTokens,
      limits,
      persistedQueries,
      streams,
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
      keepAliveTimeoutMs: output.KEEP_ALIVE_TIMEOUT_MS,
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
