import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { ContentObserver } from "../../cache/cache-observer.js";
import { failureReasons } from "../../domain/failures/failure-reasons.js";
import type { NotificationObserver } from "../../notifications/delivery/delivery-log.js";
import type { Notifier } from "../../notifications/notifier.js";
import type { AttemptOutcome } from "../../upstream/upstream-observer.js";
import { durationBuckets, maxOperationSeries } from "./constants.js";
import { createNotificationMetrics } from "./notification-metrics.js";
import type { GatewayObserver } from "./observers.js";
import type { ObservedSource } from "./source-metrics.js";
import { addSourceGauges } from "./source-metrics.js";
import { createStreamMetrics } from "./stream-metrics.js";

/** Returns the name itself for the first `maxOperationSeries` names, `(other)` for all others. */
function boundedNames() {
  const names = new Set<string>();
  return (name: string | null): string => {
    if (name === null) return "(anonymous)";
    if (names.size < maxOperationSeries) names.add(name);
    return names.has(name) ? name : "(other)";
  };
}

function codeOf(outcome: AttemptOutcome): string {
  if (outcome === "OK") return "OK";
  return outcome === "CANCELLED" ? "CANCELLED" : failureReasons[outcome].code;
}

/** The state of the process apart from its sources. */
export interface ObservedProcess {
  /** By how much this machine's clock is ahead of that of Redis; null without Redis. */
  readonly clockSkewSeconds: () => number | null;
  /** How many requests and lists wait because the event loop is busy. */
  readonly queuedWork: () => number;
  /** How many streams are open, by transport. */
  readonly openStreams: () => Readonly<Record<string, number>>;
  /** What this process does for notifications; null if there are none. */
  readonly notifier: Pick<Notifier, "isLeader" | "owed"> | null;
}

/** Creates the Prometheus metrics of the process, its requests and its upstream calls. */
export function createMetrics(
  look: () => readonly ObservedSource[],
  { clockSkewSeconds, queuedWork, openStreams, notifier }: ObservedProcess,
) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const attempts = new Histogram({
    name: "maintenance_gateway_upstream_attempt_duration_seconds",
    help: "Duration of upstream call attempts, by outcome: OK, CANCELLED, or the reason and code from docs/errors.md.",
    labelNames: ["provider", "source", "operation", "access", "outcome", "code"],
    buckets: durationBuckets,
    registers,
  });
  const retries = new Counter({
    name: "maintenance_gateway_upstream_retries_total",
    help: "Retries of reads, by the failure reason of the previous attempt.",
    labelNames: ["provider", "source", "operation", "reason"],
    registers,
  });
  const rejections = new Counter({
    name: "maintenance_gateway_upstream_rejections_total",
    help: "Calls that were not sent because the circuit breaker was open.",
    labelNames: ["provider", "source", "operation", "access"],
    registers,
  });
  const circuitChanges = new Counter({
    name: "maintenance_gateway_circuit_changes_total",
    help: "State changes of a circuit breaker, by the new state.",
    labelNames: ["provider", "source", "state"],
    registers,
  });
  const cacheReads = new Counter({
    name: "maintenance_gateway_cache_reads_total",
    help: "Reads of a source: HIT from fresh data, STALE from older data while it is refreshed, MISS after waiting for the source.",
    labelNames: ["source", "result"],
    registers,
  });
  const requests = new Histogram({
    name: "maintenance_gateway_request_duration_seconds",
    help: "Duration of GraphQL operations, by name, type and outcome: OK, or the code of the first error.",
    labelNames: ["operation", "type", "outcome"],
    buckets: durationBuckets,
    registers,
  });
  const reusedResponses = new Counter({
    name: "maintenance_gateway_reused_responses_total",
    help: "GraphQL operations that were answered with a cached response, without executing them.",
    registers,
  });
  const refusals = new Counter({
    name: "maintenance_gateway_refused_requests_total",
    help: "Requests that were rejected before they reached GraphQL, by the error code of the response.",
    labelNames: ["code"],
    registers,
  });
  const refreshes = new Counter({
    name: "maintenance_gateway_refresh_requests_total",
    help: "Accepted requests of POST /refresh, by kind: item for one application, source for a whole source.",
    labelNames: ["source", "kind"],
    registers,
  });
  const writes = new Counter({
    name: "maintenance_gateway_writes_total",
    help: "Write attempts, by outcome: CREATED, UPDATED and so on, or the code of the failure.",
    labelNames: ["operation", "provider", "outcome", "outcome_unknown"],
    registers,
  });
  const droppedLines = new Counter({
    name: "maintenance_gateway_log_lines_dropped_total",
    help: "Log lines, audit lines included, that were dropped because standard output could not be written.",
    registers,
  });
  const lostAuditEvents = new Counter({
    name: "maintenance_gateway_audit_events_lost_total",
    help: "Audit events that were not recorded, because the audit log could not be written.",
    registers,
  });
  const nameOf = boundedNames();
  const notifications = notifier === null ? {} : createNotificationMetrics(registry, notifier);

  const observer: Omit<GatewayObserver, keyof (ContentObserver & NotificationObserver)> &
    Partial<NotificationObserver> = {
    ...notifications,
    ...createStreamMetrics(registry, openStreams),
    attemptEnded: ({ provider, sourceId: source, operation, access }, outcome, durationMs) =>
      attempts.observe(
        { provider, source, operation, access, outcome, code: codeOf(outcome) },
        durationMs / 1000,
      ),
    readRetried: ({ provider, sourceId: source, operation }, reason) =>
      retries.inc({ provider, source, operation, reason }),
    callRejected: ({ provider, sourceId: source, operation, access }) =>
      rejections.inc({ provider, source, operation, access }),
    circuitChanged: ({ provider, sourceId: source }, state) =>
      circuitChanges.inc({ provider, source, state }),
    cacheRead: (source, result) => cacheReads.inc({ source, result }),
    operationAnswered({ name, type, outcome, durationMs, isReused }) {
      requests.observe({ operation: nameOf(name), type: type ?? "none", outcome }, durationMs / 1000);
      if (isReused) reusedResponses.inc();
    },
    requestRefused: (code) => refusals.inc({ code }),
    refreshAccepted: (source, kind) => refreshes.inc({ source, kind }),
    writeEnded: ({ operation, provider, outcome, failure }) =>
      writes.inc({
        operation,
        provider,
        outcome: outcome ?? failure?.code ?? "INTERNAL",
        outcome_unknown: String(failure?.outcomeUnknown ?? false),
      }),
    logLineDropped: () => droppedLines.inc(),
    auditEventLost: () => lostAuditEvents.inc(),
  };

  addSourceGauges(registry, look);
  new Gauge({
    name: "maintenance_gateway_queued_work",
    help: "Requests and lists that wait because the event loop is busy.",
    registers,
    collect() {
      this.set(queuedWork());
    },
  });
  new Gauge({
    name: "maintenance_gateway_clock_skew_seconds",
    help: "By how much this machine's clock is ahead of that of Redis. Missing without Redis.",
    registers,
    collect() {
      const seconds = clockSkewSeconds();
      if (seconds === null) this.remove({});
      else this.set(seconds);
    },
  });

  return { observer, contentType: registry.contentType, render: () => registry.metrics() };
}
