import type { Environment } from "../../settings/environment.js";

/** Variables that set where traces are sent (OpenTelemetry specification, "Environment Variable Specification"). */
const destinations = [
  "OTEL_TRACES_EXPORTER",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  "OTEL_CONFIG_FILE",
];

/** The variables that turn tracing on or off. The OpenTelemetry SDK reads its other variables itself. */
export const tracingVariables = [...destinations, "OTEL_SDK_DISABLED"];

/** Whether tracing is on. It is on only if a destination is configured. */
export function wantsTracing(environment: Environment): boolean {
  const isOff = environment.OTEL_SDK_DISABLED === "true" || environment.OTEL_TRACES_EXPORTER === "none";
  return !isOff && destinations.some((variable) => Boolean(environment[variable]?.trim()));
}
