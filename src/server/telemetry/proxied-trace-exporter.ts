import { Agent as HttpAgent } from "node:http";
import { Agent as HttpsAgent } from "node:https";
import { OTLPTraceExporter as JsonExporter } from "@opentelemetry/exporter-trace-otlp-http";
import { OTLPTraceExporter as ProtobufExporter } from "@opentelemetry/exporter-trace-otlp-proto";
import type { ProxyVariables } from "../../network/network-settings.js";
import type { Environment } from "../../settings/environment.js";
import { readTextFile } from "../../settings/read-text-file.js";
import { traceProtocol } from "./open-telemetry-settings.js";

/**
 * Creates an exporter that sends traces through the proxy. Returns null if OpenTelemetry's own exporter will do: there is no proxy,
 * or the traces are not sent by HTTP. The gRPC exporter itself reads the proxy variables, in lower case.
 */
export function createProxiedTraceExporter(environment: Environment, proxies: ProxyVariables) {
  const { OTEL_TRACES_EXPORTER: kind = "otlp", OTEL_CONFIG_FILE: file } = environment;
  const protocol = traceProtocol(environment);
  const isHttp = kind.trim() === "otlp" && !file && protocol !== "grpc";
  if (!isHttp || Object.keys(proxies).length === 0) return null;
  const Exporter = protocol === "http/json" ? JsonExporter : ProtobufExporter;
  return new Exporter({
    httpAgentOptions(scheme) {
      const options = { keepAlive: true, proxyEnv: { ...proxies } };
      return scheme === "http:"
        ? new HttpAgent(options)
        : new HttpsAgent({ ...options, ...certificatesIn(environment) });
    },
  });
}

/** The collector's certificates (OpenTelemetry specification, "OpenTelemetry Protocol Exporter"). */
function certificatesIn(environment: Environment) {
  const textOf = (name: string) => {
    const path =
      environment[`OTEL_EXPORTER_OTLP_TRACES_${name}`] ?? environment[`OTEL_EXPORTER_OTLP_${name}`];
    return path ? (readTextFile(path) ?? undefined) : undefined;
  };
  return { ca: textOf("CERTIFICATE"), cert: textOf("CLIENT_CERTIFICATE"), key: textOf("CLIENT_KEY") };
}
