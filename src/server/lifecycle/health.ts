import type { FastifyInstance, FastifyRequest } from "fastify";
import type { MaintenanceSource, SourceHealth } from "../../domain/sources.js";

/** How one source is, as a probe may show it. */
export interface SourceReport
  extends Pick<MaintenanceSource, "id" | "provider">,
    Pick<SourceHealth, "state" | "circuit"> {
  readonly fetchedAt: Date | null;
  /** The code of the failure by which it is STALE or FAILED, and the `failure` of an UpstreamError. */
  readonly error: string | null;
  readonly failure: string | null;
}

export interface HealthOptions {
  /** How each source is now; null where whoever asks need not know. */
  readonly sourceReports: (request: FastifyRequest) => readonly SourceReport[] | null;
  readonly isStopping: () => boolean;
}

export function reportOf({ id, provider }: MaintenanceSource, health: SourceHealth): SourceReport {
  const { state, circuit, fetchedAt, error } = health;
  const failure = error?.kind === "UpstreamError" ? error.failure : null;
  return { id, provider, state, circuit, fetchedAt, error: error?.code ?? null, failure };
}

export const probes = ["/livez", "/readyz"] as const;

/**
 * `/livez` says that the process works, to its end; `/readyz` that it wants requests, and how its sources are: one that is
 * in trouble takes nothing from the others, and so does not make the gateway unready.
 */
export function addHealthRoutes(app: FastifyInstance, { sourceReports, isStopping }: HealthOptions): void {
  const [live, ready] = probes;
  app.get(live, { logLevel: "silent" }, async () => ({ status: "ok" }));
  app.get(ready, { logLevel: "silent" }, async (request, reply) => {
    if (isStopping()) return reply.code(503).header("retry-after", "1").send({ status: "stopping" });
    const sources = sourceReports(request);
    return { status: "ok", ...(sources === null ? {} : { sources }) };
  });
}
