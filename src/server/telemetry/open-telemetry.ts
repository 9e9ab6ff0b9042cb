import { setTimeout as sleep } from "node:timers/promises";
import type { Span, Context as SpanContext, SpanContext as SpanIds, SpanOptions } from "@opentelemetry/api";
import {
  DiagLogLevel,
  defaultTextMapGetter,
  diag,
  isSpanContextValid,
  propagation,
  ROOT_CONTEXT,
  SpanKind,
  SpanStatusCode,
  trace as traces,
} from "@opentelemetry/api";
import { NodeSDK, startNodeSdk } from "@opentelemetry/sdk-node";
import type { Logger } from "pino";
import type { ProxyVariables } from "../../network/network-settings.js";
import type { Spans } from "../../upstream/spans.js";
import type { Trace } from "../../upstream/trace-context.js";
import { currentTrace, withTrace } from "../../upstream/trace-context.js";
import { maxLibraryMessageLength, traceFlushMs } from "./constants.js";
import { createProxiedTraceExporter } from "./proxied-trace-exporter.js";
import type { RequestObserver } from "./request-observer.js";

/** The parts of a request that its span describes. */
export interface TracedRequest {
  readonly method: string;
  readonly routeOptions: { readonly url?: string | undefined };
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

export type Tracing = ReturnType<typeof startTracing>;

/**
 * Starts OpenTelemetry, configured by the `OTEL_*` variables. Each request and each attempt of an upstream call has a span.
 * Names and attributes follow the semantic conventions for HTTP, GraphQL and RPC.
 */
export function startTracing(logger: Logger, proxies: ProxyVariables) {
  // OpenTelemetry exports only traces. Metrics are served for Prometheus.
  process.env.OTEL_METRICS_EXPORTER ??= "none";
  process.env.OTEL_LOGS_EXPORTER ??= "none";
  process.env.OTEL_SERVICE_NAME ??= "maintenance-gateway";
  // Until `diag.setLogger` below, the SDK logs to the console. Log only errors, because they go to standard error.
  process.env.OTEL_LOG_LEVEL ??= "error";
  for (const [name, value] of Object.entries(proxies)) process.env[name.toLowerCase()] ??= value;
  const exporter = createProxiedTraceExporter(process.env, proxies);
  const sdk = exporter === null ? startNodeSdk({ instrumentations: [] }) : startWith(exporter);
  diag.setLogger(diagLogger(logger), { logLevel: DiagLogLevel.WARN, suppressOverrideMessage: true });
  const tracer = traces.getTracer("maintenance-gateway");
  const contexts = new WeakMap<Trace, { readonly span: Span; readonly context: SpanContext }>();

  /** Runs the work within a span. Upstream calls carry the span's id. */
  async function within<Result>(
    base: Trace,
    parent: SpanContext,
    name: string,
    options: SpanOptions,
    work: (span: Span) => Promise<Result>,
  ): Promise<Result> {
    const span = tracer.startSpan(name, options, parent);
    const trace: Trace = { ...base, ...idsOf(span.spanContext()) };
    contexts.set(trace, { span, context: traces.setSpan(parent, span) });
    try {
      return await withTrace(trace, () => work(span));
    } finally {
      span.end();
    }
  }

  const spans: Spans = {
    async withAttemptSpan({ provider, sourceId, operation, access }, attempt) {
      const base = currentTrace();
      if (base === null) return attempt(() => {});
      const parent = contexts.get(base)?.context ?? ROOT_CONTEXT;
      const attributes = {
        "rpc.system.name": provider.toLowerCase(),
        "rpc.method": operation,
        "maintenance.source": sourceId,
        "maintenance.access": access,
      };
      const options = { kind: SpanKind.CLIENT, attributes };
      return within(base, parent, `${provider} ${operation}`, options, (span) =>
        attempt((outcome) => {
          span.setAttribute("maintenance.outcome", outcome);
          if (outcome !== "OK") span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
        }),
      );
    },
  };

  const requests: Pick<RequestObserver, "operationAnswered"> = {
    operationAnswered({ name, type, outcome }) {
      const current = currentTrace();
      const span = current === null ? undefined : contexts.get(current)?.span;
      if (span === undefined) return;
      span.updateName([type ?? "GraphQL", name].filter((part) => part !== null).join(" "));
      if (type !== null) span.setAttribute("graphql.operation.type", type);
      if (name !== null) span.setAttribute("graphql.operation.name", name);
      span.setAttribute("maintenance.outcome", outcome);
      if (outcome !== "OK") span.setStatus({ code: SpanStatusCode.ERROR, message: outcome });
    },
  };

  return {
    spans,
    requests,

    /** Runs the work of a request within a span that continues the client's trace. */
    withRequestSpan<Result>(
      base: Trace,
      { method, headers, routeOptions: { url: route = "" } }: TracedRequest,
      work: () => Promise<Result>,
    ): Promise<Result> {
      const parent = propagation.extract(ROOT_CONTEXT, headers, defaultTextMapGetter);
      const attributes = {
        "http.request.method": method,
        "http.route": route,
        "maintenance.request_id": base.requestId,
      };
      return within(base, parent, `${method} ${route}`, { kind: SpanKind.SERVER, attributes }, work);
    },

    /** Sends the remaining spans. */
    async close(): Promise<void> {
      const sent = sdk
        .shutdown()
        .catch((error: unknown) => logger.warn({ err: error }, "could not send the last traces"));
      await Promise.race([sent, sleep(traceFlushMs, undefined, { ref: false })]);
    },
  };
}

function startWith(traceExporter: NonNullable<ReturnType<typeof createProxiedTraceExporter>>) {
  const sdk = new NodeSDK({ traceExporter, instrumentations: [] });
  sdk.start();
  return sdk;
}

/** Returns the ids of a span; none if the SDK could not be set up and creates no spans. */
function idsOf(context: SpanIds): Partial<Trace> {
  if (!isSpanContextValid(context)) return {};
  const { traceId, spanId, traceFlags } = context;
  return { traceparent: `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, "0")}`, traceId };
}

function diagLogger(logger: Logger) {
  const log = logger.child({ library: "opentelemetry" });
  const warn = (message: string) => log.warn(message.slice(0, maxLibraryMessageLength));
  return { error: warn, warn, info: () => {}, debug: () => {}, verbose: () => {} };
}
