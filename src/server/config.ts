import * as v from "valibot";
import type { ConfigurationFault, Environment } from "../datasources/provider.js";

/** What the process itself is told by its environment; sources are the providers' own business. */
export interface ServerConfiguration {
  readonly host: string;
  readonly port: number;
  readonly logLevel: string;
  readonly production: boolean;
  readonly requestTimeoutMs: number;
  readonly upstreamTimeoutMs: number;
}

const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;

function integer(minimum: number, maximum: number, fallback: number) {
  const rule = `must be a whole number from ${minimum} to ${maximum}.`;
  return v.pipe(
    v.optional(v.string(), String(fallback)),
    v.regex(/^[0-9]+$/, rule),
    v.transform(Number),
    v.minValue(minimum, rule),
    v.maxValue(maximum, rule),
  );
}

const schema = v.object({
  HOST: v.optional(v.string(), "127.0.0.1"),
  PORT: integer(0, 65_535, 4000),
  LOG_LEVEL: v.optional(v.picklist(logLevels, `must be one of ${logLevels.join(", ")}.`), "info"),
  NODE_ENV: v.optional(v.string(), "development"),
  REQUEST_TIMEOUT_MS: integer(100, 300_000, 10_000),
  UPSTREAM_TIMEOUT_MS: integer(100, 300_000, 5_000),
});

/** The configuration, or every fault of it. */
export function readServerConfiguration(
  environment: Environment,
): { readonly configuration: ServerConfiguration } | { readonly faults: readonly ConfigurationFault[] } {
  const given = Object.fromEntries(
    Object.keys(schema.entries).map((key) => [key, environment[key]?.trim() || undefined]),
  );
  const result = v.safeParse(schema, given, { abortPipeEarly: true });
  if (!result.success) {
    return {
      faults: result.issues.map((issue) => ({ key: v.getDotPath(issue) ?? "", message: issue.message })),
    };
  }
  const { HOST, PORT, LOG_LEVEL, NODE_ENV, REQUEST_TIMEOUT_MS, UPSTREAM_TIMEOUT_MS } = result.output;
  return {
    configuration: {
      host: HOST,
      port: PORT,
      logLevel: LOG_LEVEL,
      production: NODE_ENV === "production",
      requestTimeoutMs: REQUEST_TIMEOUT_MS,
      upstreamTimeoutMs: UPSTREAM_TIMEOUT_MS,
    },
  };
}
