import * as v from "valibot";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { endpointUrl } from "../../settings/value-schemas.js";

/** Variables that set where traces are sent (OpenTelemetry specification, "Environment Variable Specification"). */
const destinations = [
  "OTEL_TRACES_EXPORTER",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  "OTEL_CONFIG_FILE",
];

/** The variables that turn tracing on or off, and those that say what the URLs mean. The SDK reads its other variables itself. */
export const tracingVariables = [
  ...destinations,
  "OTEL_EXPORTER_OTLP_PROTOCOL",
  "OTEL_EXPORTER_OTLP_TRACES_PROTOCOL",
  "OTEL_SDK_DISABLED",
];

/** Whether tracing is on. It is on only if a destination is configured. */
export function wantsTracing(environment: Environment): boolean {
  const isOff = environment.OTEL_SDK_DISABLED === "true" || environment.OTEL_TRACES_EXPORTER === "none";
  return !isOff && destinations.some((variable) => Boolean(environment[variable]?.trim()));
}

const tracesUrlRule =
  "must be a URL such as http://collector:4318/v1/traces, without a user name, a password or a fragment.";

const schema = v.object({
  // The SDK removes only one slash.
  OTEL_EXPORTER_OTLP_ENDPOINT: v.optional(
    v.pipe(v.string(), v.regex(/[^/]\/?$/, "must not end with //."), endpointUrl),
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: v.optional(
    v.pipe(v.string(), v.url(tracesUrlRule), v.regex(/^https?:\/\/[^@#]+$/, tracesUrlRule)),
  ),
});

/**
 * Returns the errors in the collector's URLs, which the SDK does not report: it would send traces elsewhere. gRPC also accepts
 * addresses that are not URLs.
 */
export function tracingFaults(environment: Environment): readonly ConfigurationFault[] {
  const { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: own, OTEL_EXPORTER_OTLP_PROTOCOL: common } = environment;
  const isGrpc = (own?.trim() || common?.trim()) === "grpc";
  return !wantsTracing(environment) || isGrpc ? [] : checkEnvironment(schema, environment).faults;
}
