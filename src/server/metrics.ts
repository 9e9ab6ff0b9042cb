import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { UpstreamObserver, UpstreamStatus } from "../datasources/upstream/observer.js";
import type { CircuitState, SourceState } from "../domain/sources.js";
import type { SourceReport } from "./health.js";

/** What of a source is looked up when somebody asks for the metrics. */
export interface ObservedSource extends SourceReport {
  readonly upstream: UpstreamStatus;
}

const sourceStates: readonly SourceState[] = ["OK", "STALE", "FAILED", "UNKNOWN"];
const circuitStates: readonly CircuitState[] = ["CLOSED", "OPEN", "HALF_OPEN"];

/** Prometheus metrics of the process and of what it asks of its sources, on a port of their own. */
export function createMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  const attempts = new Histogram({
    name: "maintenance_gateway_upstream_attempt_duration_seconds",
    help: "Attempts of upstream calls, by what came of them: OK, or the verdict of docs/errors.md.",
    labelNames: ["provider", "source", "operation", "access", "outcome"],
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
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

  const observer: UpstreamObserver = {
    attempted: ({ provider, sourceId: source, operation, access }, outcome, durationMs) =>
      attempts.observe({ provider, source, operation, access, outcome }, durationMs / 1000),
    repeated: ({ provider, sourceId: source, operation }, reason) =>
      repetitions.inc({ provider, source, operation, reason }),
    rejected: ({ provider, sourceId: source, operation, access }) =>
      rejections.inc({ provider, source, operation, access }),
    circuitChanged: ({ provider, sourceId: source }, state) =>
      circuitChanges.inc({ provider, source, state }),
  };

  /** What is looked up when somebody asks for it. */
  function watch(look: () => readonly ObservedSource[]): void {
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
  }

  const server = createServer(async (request, response) => {
    if (request.method !== "GET" || request.url?.split("?", 1)[0] !== "/metrics") {
      return void response
        .writeHead(404)
        .end("There is nothing at this path: the metrics are at /metrics.\n");
    }
    response.writeHead(200, { "content-type": registry.contentType }).end(await registry.metrics());
  });

  return {
    observer,

    /** The address that it listens at. */
    async listen(host: string, port: number, look: () => readonly ObservedSource[]): Promise<string> {
      watch(look);
      await new Promise<void>((resolve, reject) => {
        server.once("error", reject);
        server.listen(port, host, resolve);
      });
      return `http://${host}:${(server.address() as AddressInfo).port}`;
    },

    async close(): Promise<void> {
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}
