import type { Registry } from "prom-client";
import { Gauge } from "prom-client";
import type { CircuitState, SourceState } from "../../domain/sources.js";
import type { UpstreamStatus } from "../../upstream/upstream-observer.js";
import type { SourceReport } from "../lifecycle/health.js";

/** The state of a source, read at each scrape. */
export interface ObservedSource extends SourceReport {
  readonly upstream: UpstreamStatus;
}

const sourceStates: readonly SourceState[] = ["OK", "PARTIAL", "STALE", "FAILED", "UNKNOWN"];
const circuitStates: readonly CircuitState[] = ["CLOSED", "OPEN", "HALF_OPEN"];

/** Adds the metrics of sources, which are read at each scrape. */
export function addSourceGauges(registry: Registry, look: () => readonly ObservedSource[]): void {
  const registers = [registry];
  new Gauge({
    name: "maintenance_gateway_source_state",
    help: "1 for the state of a source after its windows were last listed, 0 for the other states.",
    labelNames: ["provider", "source", "state"],
    registers,
    collect() {
      for (const { provider, id: source, state: is } of look()) {
        for (const state of sourceStates) this.set({ provider, source, state }, state === is ? 1 : 0);
      }
    },
  });
  new Gauge({
    name: "maintenance_gateway_unreadable_items",
    help: "Windows or applications that the last list of a source lacks, because they could not be read.",
    labelNames: ["provider", "source"],
    registers,
    collect() {
      for (const { provider, id: source, unreadableCount } of look())
        this.set({ provider, source }, unreadableCount);
    },
  });
  new Gauge({
    name: "maintenance_gateway_source_fetched_timestamp_seconds",
    help: "Start time of the last successful read of a source, in seconds since 1970.",
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
    help: "1 for the current state of a source's circuit breaker, 0 for the other states.",
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
    help: "Calls to a source, by phase: running, or waiting for a free slot.",
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
}
