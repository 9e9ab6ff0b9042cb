import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { AttemptOutcome, UpstreamStatus } from "../datasources/upstream/observer.js";
import type { CircuitState, SourceState } from "../domain/sources.js";
import { verdicts } from "../domain/verdicts.js";
import type { SourceReport } from "./health.js";
import type { GatewayObserver } from "./observer-relay.js";

/** What of a source is looked up when somebody asks for the metrics. */
export interface ObservedSource extends SourceReport {
  readonly upstream: UpstreamStatus;
}

const sourceStates: readonly SourceState[] = ["OK", "STALE", "FAILED", "UNKNOWN"];
const circuitStates: readonly CircuitState[] = ["CLOSED", "OPEN", "HALF_OPEN"];

const secondsBuckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

/** Clients choose the names of their operations: each is a time series, of which there must be an end. */
const maxNames = 100;

/** The name, for the first hundred of them; `(other)` for later ones. */
function boundedNames() {
  const names = new Set<string>();
  return (name: string | null): string => {
    if (name === null) return "(anonymous)";
    if (names.size < maxNames) names.add(name);
    return names.has(name) ? name : "(other)";
  };
}

function codeOf(outcome: AttemptOutcome): string {
  if (outcome === "OK") return "OK";
  return outcome === "GIVEN_UP" ? "CANCELLED" : verdicts[outcome].code;
}

/** Prometheus metrics of the process and of what it asks of its sources. */
export function createMetrics(look: () => readonly ObservedSource[]) {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const attempts = new Histogram({
    name: "maintenance_gateway_upstream_attempt_duration_seconds",
    help: "Attempts of upstream calls, by what came of them: OK, or the verdict and the code of docs/errors.md.",
    labelNames: ["provider", "source", "operation", "access", "outcome", "code"],
    buckets: secondsBuckets,
    registers,
  });
  const repetitions = new Counter({
    name: "maintenance_gateway_upstream_repetitions_total",
    help: "Reads that were made again, by the verdict on the attempt before.",
    labelNames: ["provider", "source", "operation", "reason"],
    registers,
  });
  const rejections = new Counter({
    name: "maintenance_gateway_upstream_rejections_total",
    help: "Calls that were not sent since the circuit breaker was open.",
    labelNames: ["provider", "source", "operation", "access"],
    registers,
  });
  const circuitChanges = new Counter({
    name: "maintenance_gateway_circuit_changes_total",
    help: "Changes of a circuit breaker, by the state that it went to.",
    labelNames: ["provider", "source", "state"],
    registers,
  });
  const reads = new Counter({
    name: "maintenance_gateway_memory_reads_total",
    help: "What reads of a source were answered with: FRESH, or STALE while it was read again, or READ, by waiting for it.",
    labelNames: ["source", "result"],
    registers,
  });
  const requests = new Histogram({
    name: "maintenance_gateway_request_duration_seconds",
    help: "GraphQL operations, by name, type, and what came of them: OK, or the code of the first error.",
    labelNames: ["operation", "type", "outcome"],
    buckets: secondsBuckets,
    registers,
  });
  const refusals = new Counter({
    name: "maintenance_gateway_refused_requests_total",
    help: "Requests that were refused before GraphQL saw them, by the code that they were answered with.",
    labelNames: ["code"],
    registers,
  });
  const writes = new Counter({
    name: "maintenance_gateway_writes_total",
    help: "Attempts to change a window, by what came of them: CREATED, UPDATED and so on, or the code of the failure.",
    labelNames: ["operation", "provider", "outcome", "outcome_unknown"],
    registers,
  });
  const nameOf = boundedNames();

  const observer: GatewayObserver = {
    attempted: ({ provider, sourceId: source, operation, access }, outcome, durationMs) =>
      attempts.observe(
        { provider, source, operation, access, outcome, code: codeOf(outcome) },
        durationMs / 1000,
      ),
    repeated: ({ provider, sourceId: source, operation }, reason) =>
      repetitions.inc({ provider, source, operation, reason }),
    rejected: ({ provider, sourceId: source, operation, access }) =>
      rejections.inc({ provider, source, operation, access }),
    circuitChanged: ({ provider, sourceId: source }, state) =>
      circuitChanges.inc({ provider, source, state }),
    remembered: (source, result) => reads.inc({ source, result }),
    operationAnswered: ({ name, type, outcome, durationMs }) =>
      requests.observe({ operation: nameOf(name), type: type ?? "none", outcome }, durationMs / 1000),
    requestRefused: (code) => refusals.inc({ code }),
    written: ({ operation, provider, outcome, failure }) =>
      writes.inc({
        operation,
        provider,
        outcome: outcome ?? failure?.code ?? "INTERNAL",
        outcome_unknown: String(failure?.outcomeUnknown ?? false),
      }),
  };

  // What follows is looked up when somebody asks for it.
  new Gauge({
    name: "maintenance_gateway_source_state",
    help: "1 for what the last list of a source's windows came to, 0 for the others.",
    labelNames: ["provider", "source", "state"],
    registers,
    collect() {
      for (const { provider, id: source, state: is } of look()) {
        for (const state of sourceStates) this.set({ provider, source, state }, state === is ? 1 : 0);
      }
    },
  });
  new Gauge({
    name: "maintenance_gateway_source_fetched_timestamp_seconds",
    help: "When the last good reading of a source began, in seconds since 1970.",
    labelNames: ["provider", "source"],
    registers,
    collect() {
      for (const { provider, id: source, fetchedAt } of look()) {
        if (fetchedAt !== null) this.set({ provider, source }, fetchedAt.getTime() / 1000);
      }
    },
  });
  new Gauge({
    name: "maintenance_gateway_circuit_state",
    help: "1 for the state that a source's circuit breaker is in, 0 for the others.",
    labelNames: ["provider", "source", "state"],
    registers,
    collect() {
      for (const { provider, id: source, circuit } of look()) {
        for (const state of circuitStates) this.set({ provider, source, state }, state === circuit ? 1 : 0);
      }
    },
  });
  new Gauge({
    name: "maintenance_gateway_upstream_calls",
    help: "Calls to a source that run, and that wait for their turn.",
    labelNames: ["provider", "source", "access", "phase"],
    registers,
    collect() {
      for (const { provider, id: source, upstream } of look()) {
        for (const [access, { running, waiting }] of [
          ["read", upstream.reads],
          ["write", upstream.writes],
        ] as const) {
          this.set({ provider, source, access, phase: "running" }, running);
          this.set({ provider, source, access, phase: "waiting" }, waiting);
        }
      }
    },
  });

  return { observer, contentType: registry.contentType, render: () => registry.metrics() };
}
