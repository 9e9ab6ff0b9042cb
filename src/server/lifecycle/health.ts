import type { FastifyInstance, FastifyRequest } from "fastify";
import type { MaintenanceSource, SourceHealth } from "../../domain/sources.js";

/** The state of one source, as `/readyz` reports it. */
export interface SourceReport
  extends Pick<MaintenanceSource, "id" | "provider">,
    Pick<SourceHealth, "state" | "circuit" | "unreadableCount"> {
  readonly fetchedAt: Date | null;
  /** Code of the failure that made the source STALE or FAILED. */
  readonly error: string | null;
  /** `failure` of an UpstreamError. */
  readonly failure: string | null;
}

/** The details that `/readyz` reports. */
export interface ReadinessReport {
  readonly sources: readonly SourceReport[];
  /** By how much this machine's clock is ahead of that of Redis; null if it was not measured. */
  readonly clockSkewSeconds: number | null;
}

export interface HealthOptions {
  /** Returns the details of the state; null if the caller is not allowed to see them. */
  readonly report: (request: FastifyRequest) => ReadinessReport | null;
  /** Whether the gateway still loads what requests need. */
  readonly isStarting: () => boolean;
  readonly isStopping: () => boolean;
}

export function reportOf({ id, provider }: MaintenanceSource, health: SourceHealth): SourceReport {
  const { state, circuit, fetchedAt, error, unreadableCount } = health;
  const failure = error?.kind === "UpstreamError" ? error.failure : null;
  return { id, provider, state, circuit, fetchedAt, unreadableCount, error: error?.code ?? null, failure };
}

export const probes = ["/livez", "/readyz"] as const;

/**
 * Adds the probes. `/livez` returns 200 until the process ends. `/readyz` returns 503 while the gateway starts or stops,
 * otherwise 200 and the state of the sources. Neither a failed source nor a wrong clock makes the gateway unready, because
 * everything else still works.
 */
export function addHealthRoutes(
  app: FastifyInstance,
  { report, isStarting, isStopping }: HealthOptions,
): void {
  const [live, ready] = probes;
  app.get(live, { logLevel: "silent" }, async () => ({ status: "ok" }));
  app.get(ready, { logLevel: "silent" }, async (request, reply) => {
    const unready = isStopping() ? "stopping" : isStarting() ? "starting" : null;
    if (unready !== null) return reply.code(503).header("retry-after", "1").send({ status: unready });
    return { status: "ok", ...report(request) };
  });
}
