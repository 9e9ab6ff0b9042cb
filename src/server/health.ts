import type { FastifyInstance } from "fastify";
import type { MaintenanceSource, SourceHealth } from "../domain/sources.js";

/** How one source is, as a probe may show it. */
export interface SourceReport
  extends Pick<MaintenanceSource, "id" | "provider">,
    Pick<SourceHealth, "state" | "circuit"> {
  readonly fetchedAt: Date | null;
  /** The code of the failure by which it is STALE or FAILED, and the `failure` of an UpstreamError. */
  readonly error: string | null;
  readonly failure: string | null;
}

export function reportOf({ id, provider }: MaintenanceSource, health: SourceHealth): SourceReport {
  const { state, circuit, fetchedAt, error } = health;
  const failure = error?.kind === "UpstreamError" ? error.failure : null;
  return { id, provider, state, circuit, fetchedAt, error: error?.code ?? null, failure };
}

/**
 * `/livez` says that the process works; `/readyz` that it wants requests, and how its sources are: one that is in trouble
 * takes nothing from the others, and so does not make the gateway unready. Both are 503 once it stops.
 */
export function addHealthRoutes(app: FastifyInstance, sourceReports: () => readonly SourceReport[]): void {
  app.get("/livez", { logLevel: "silent" }, async () => ({ status: "ok" }));
  app.get("/readyz", { logLevel: "silent" }, async () => ({ status: "ok", sources: sourceReports() }));
}
