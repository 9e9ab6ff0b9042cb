import type { Environment } from "../../settings/environment.js";

/** Any of them says where traces are to go (OpenTelemetry specification, "Environment Variable Specification"). */
const places = [
  "OTEL_TRACES_EXPORTER",
  "OTEL_EXPORTER_OTLP_ENDPOINT",
  "OTEL_EXPORTER_OTLP_TRACES_ENDPOINT",
  "OTEL_CONFIG_FILE",
];

/** Whether traces are collected: not unless somebody says where they are to go. */
export function wantsTracing(environment: Environment): boolean {
  const isOff = environment.OTEL_SDK_DISABLED === "true" || environment.OTEL_TRACES_EXPORTER === "none";
  return !isOff && places.some((variable) => Boolean(environment[variable]?.trim()));
}
