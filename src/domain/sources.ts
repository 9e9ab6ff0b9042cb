import type { Failure } from "./failures/failure.js";

/** One configured upstream: an AWS account and region, or a Datadog organisation on a site. */
export interface MaintenanceSource {
  readonly kind: "MaintenanceSource";
  readonly id: string;
  readonly provider: string;
  readonly region: string | null;
  readonly accountId: string | null;
  readonly site: string | null;
  readonly capabilities: SourceCapabilities;
}

export interface SourceCapabilities {
  readonly create: boolean;
  readonly update: boolean;
  readonly delete: boolean;
  readonly history: boolean;
}

export type SourceState = "OK" | "STALE" | "FAILED" | "UNKNOWN";

/** What the last list of a source came to. */
export interface SourceOutcome {
  readonly state: SourceState;
  /** When the last good answer was fetched; null where there is none. */
  readonly fetchedAt: Date | null;
  readonly error: Failure | null;
}

/** OPEN: nothing is asked of the source, since it has failed too often. HALF_OPEN: one call tries whether it is well again. */
export type CircuitState = "CLOSED" | "OPEN" | "HALF_OPEN";

export interface SourceHealth extends SourceOutcome {
  readonly circuit: CircuitState;
}

/** What one source contributed to one answer. */
export interface SourceResult extends SourceOutcome {
  readonly source: MaintenanceSource;
}
