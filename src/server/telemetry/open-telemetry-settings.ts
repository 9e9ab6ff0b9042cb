import * as v from "valibot";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { readTextFile } from "../../settings/read-text-file.js";
import { endpointUrl, textList, trueOrFalse } from "../../settings/value-schemas.js";

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
  const isOff =
    environment.OTEL_SDK_DISABLED?.trim().toLowerCase() === "true" ||
    environment.OTEL_TRACES_EXPORTER?.trim() === "none";
  return !isOff && destinations.some((variable) => Boolean(environment[variable]?.trim()));
}

/** Returns the protocol for traces, which defaults to that of the SDK. */
export function traceProtocol(environment: Environment): string {
  const { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: own, OTEL_EXPORTER_OTLP_PROTOCOL: common } = environment;
  return own?.trim() || common?.trim() || "http/protobuf";
}

const tracesUrlRule =
  "must be a URL such as http://collector:4318/v1/traces, without a user name, a password or a fragment.";

const protocolRule = "must be http/protobuf, http/json or grpc. The SDK would use http/protobuf instead.";
const protocol = v.optional(v.picklist(["http/protobuf", "http/json", "grpc"], protocolRule));

const switchSchema = v.object({
  OTEL_SDK_DISABLED: v.optional(v.pipe(v.string(), v.toLowerCase(), trueOrFalse)),
});

const schema = v.object({
  OTEL_TRACES_EXPORTER: v.pipe(
    textList,
    v.check(
      (exporters) => exporters.every((exporter) => /^(?:otlp|console|none)$/.test(exporter)),
      "must be otlp or console, or none to turn traces off.",
    ),
  ),
  OTEL_EXPORTER_OTLP_PROTOCOL: protocol,
  OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: protocol,
});

const urlSchema = v.object({
  // The SDK removes only one slash.
  OTEL_EXPORTER_OTLP_ENDPOINT: v.optional(
    v.pipe(v.string(), v.regex(/[^/]\/?$/, "must not end with //."), endpointUrl),
  ),
  OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: v.optional(
    v.pipe(v.string(), v.url(tracesUrlRule), v.regex(/^https?:\/\/[^@#]+$/, tracesUrlRule)),
  ),
});

/**
 * Returns the errors in the settings of traces, which the SDK does not report: it would send them elsewhere, or none. gRPC also
 * accepts addresses that are not URLs.
 */
export function tracingFaults(environment: Environment): readonly ConfigurationFault[] {
  const ofSwitch = checkEnvironment(switchSchema, environment).faults;
  if (!wantsTracing(environment)) return ofSwitch;
  const ofUrls = traceProtocol(environment) === "grpc" ? [] : checkEnvironment(urlSchema, environment).faults;
  return [...ofSwitch, ...checkEnvironment(schema, environment).faults, ...ofUrls];
}

/** Warns of a configuration file without which the SDK sends no traces. */
export function tracingWarnings(environment: Environment): readonly ConfigurationFault[] {
  const key = "OTEL_CONFIG_FILE";
  const file = environment[key]?.trim();
  const message = "names a file that cannot be read, so no traces are sent. Correct the path.";
  return file && wantsTracing(environment) && readTextFile(file) === null ? [{ key, message }] : [];
}
