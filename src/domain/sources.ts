import type { Failure } from "./failures/failure.js";
import type { Certainty } from "./windows/certainty.js";
import type { WindowTexts } from "./windows/scheduled-window.js";

/** One configured source: an AWS account and region, or a Datadog organisation on a site. */
export interface MaintenanceSource {
  readonly kind: "MaintenanceSource";
  readonly id: string;
  readonly provider: string;
  readonly region: string | null;
  readonly accountId: string | null;
  readonly site: string | null;
  readonly capabilities: SourceCapabilities;
  /** The certainties that its windows can have. */
  readonly certainties: readonly Certainty[];
  /** Whether its windows are about applications, which filters can name. */
  readonly hasApplications: boolean;
  /** Whether its provider reports who created a window. */
  readonly hasCreators: boolean;
  /** Whether its windows can open every day. */
  readonly hasDailyWindows: boolean;
}

export interface SourceCapabilities {
  readonly create: boolean;
  readonly update: boolean;
  readonly delete: boolean;
  readonly history: boolean;
}

export type SourceState = "OK" | "PARTIAL" | "STALE" | "FAILED" | "UNKNOWN";

/** An item of a source that could not be read, although the source itself could. */
export interface UnreadableItem {
  /** The id of its window; null if the item has no readable id. */
  readonly id: string | null;
  /** What filters search in its window; null if that is not known. */
  readonly texts: WindowTexts | null;
  readonly error: Failure;
}

/** Maximum number of unreadable items that a result names. More entries would repeat the same few reasons. */
export const maxNamedUnreadable = 20;

/** The result of the last attempt to list the windows of a source. */
export interface SourceOutcome {
  readonly state: SourceState;
  /** Start of the last successful read; null if there has been none. */
  readonly fetchedAt: Date | null;
  readonly error: Failure | null;
  /** How many items the data lacks, because they could not be read. */
  readonly unreadableCount: number;
  /** The first of these items. */
  readonly unreadable: readonly UnreadableItem[];
}

/**
 * The state of a source's circuit breaker. OPEN: the gateway does not call the source, because it has failed too often.
 * HALF_OPEN: one call tests whether the source has recovered.
 */
export type CircuitState = "CLOSED" | "OPEN" | "HALF_OPEN";

export interface SourceHealth extends SourceOutcome {
  readonly circuit: CircuitState;
}

/** What one source contributed to one result. */
export interface SourceResult extends SourceOutcome {
  readonly source: MaintenanceSource;
}
