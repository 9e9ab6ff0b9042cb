import { isIPv6 } from "node:net";
import * as v from "valibot";
import { dayMs } from "../../domain/time/units.js";
import { resilienceRanges } from "../../settings/resilience.js";
import {
  hasUsablePort,
  isOrigin,
  textList,
  trueOrFalse,
  wholeNumberText,
} from "../../settings/value-schemas.js";

export const defaultHost = "127.0.0.1";

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

const originRule =
  "must be a comma-separated list of origins such as https://app.example.com, without a path, or *.";

const corsOrigins = v.pipe(
  textList,
  v.check((origins) => origins.every((origin) => origin === "*" || isOrigin(origin)), originRule),
);

const weekSeconds = (7 * dayMs) / 1000;

const hostText = v.pipe(
  v.string(),
  v.check(
    (text) => isIPv6(text) || /^[\w.-]+$/.test(text),
    "must be a host name or an IP address, such as 0.0.0.0 or ::1, without a scheme, a port or brackets.",
  ),
);

/** The variables of the process. Sources and the folders of the server have their own. */
export const serverSchema = v.object({
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
  KEEP_ALIVE_TIMEOUT_MS: wholeNumberText(1_000, 3_600_000, 620_000),
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

export const serverVariables = Object.keys(serverSchema.entries);
