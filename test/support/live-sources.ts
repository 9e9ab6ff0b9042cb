import type { WindowReading } from "../../src/cache/source-reader.js";
import type { Datasources } from "../../src/datasources/registry.js";
import { unavailable } from "../../src/domain/failures/error-factories.js";
import type { MaintenanceSource } from "../../src/domain/sources.js";
import type { Clock } from "../../src/domain/time/clock.js";
import type { ScheduledWindow } from "../../src/domain/windows/scheduled-window.js";
import { createInventory } from "../../src/inventory/inventory.js";
import type { Live } from "../../src/live/live.js";
import { createLive } from "../../src/live/live.js";
import { createAdmission } from "../../src/scheduling/admission.js";
import { usualFields } from "./usual-fields.js";

/** How long what these sources return is fresh. */
export const freshMs = 60_000;

export interface LiveSources {
  readonly live: Live;
  /** How many times each source was read. */
  readonly reads: ReadonlyMap<string, number>;
  /** The unexpected errors that were logged. */
  readonly errors: readonly unknown[];
  /** Replaces the windows of a source. Null: it cannot be read. */
  readonly set: (sourceId: string, windows: readonly ScheduledWindow[] | null) => void;
  /** Makes all later reads wait. */
  readonly delay: (until: Promise<void>) => void;
}

/** Creates live updates of Datadog sources whose windows the test controls. */
export function createLiveSources(ids: readonly string[], clock: Clock): LiveSources {
  const sources = ids.map(
    (id) =>
      ({
        kind: "MaintenanceSource",
        id,
        provider: "DATADOG",
        certainties: ["DECLARED"],
        hasApplications: false,
        hasCreators: true,
        hasDailyWindows: false,
      }) as unknown as MaintenanceSource,
  );
  const windows = new Map<string, readonly ScheduledWindow[] | null>(ids.map((id) => [id, []]));
  const reads = new Map<string, number>();
  let delayed: Promise<void> | null = null;
  const datasource = {
    async listWindows(id: string): Promise<WindowReading> {
      reads.set(id, (reads.get(id) ?? 0) + 1);
      if (delayed !== null) await delayed;
      const { now, steadyMs } = clock();
      const current = windows.get(id) ?? null;
      if (current === null) throw unavailable("UNREACHABLE", false, "The source cannot be reached.");
      return {
        windows: current,
        unreadable: [],
        changedBy: new Map(),
        fetchedAt: now,
        readAtMs: steadyMs,
        oldestScheduleReadAtMs: steadyMs,
        freshUntilMs: steadyMs + freshMs,
        failure: null,
        validity: { isUnchanged: () => windows.get(id) === current, reuse() {} },
      };
    },
  };
  const connections = {
    sources: () => sources,
    upstreams: () => new Map(),
    datasources: () => ({ datadog: datasource }) as unknown as Datasources,
    reread: async () => null,
    readNotice: () => null,
    close: async () => {},
  };
  const errors: unknown[] = [];
  const logger = { error: ({ err }: { readonly err: unknown }) => void errors.push(err) };
  const inventory = createInventory(connections, createAdmission());
  const live = createLive({ connections, inventory, clock, requestTimeoutMs: 10_000, logger });
  return {
    live,
    reads,
    errors,
    set: (id, current) => void windows.set(id, current),
    delay: (until) => {
      delayed = until;
    },
  };
}

/** Returns a window of the source that is open once. */
export function onceOpen(
  id: string,
  startsAt: string,
  endsAt: string,
  fields: Partial<ScheduledWindow> = {},
): ScheduledWindow {
  return {
    ...usualFields,
    provider: "DATADOG",
    id,
    sourceId: "one",
    schedule: { recurrence: "NONE", startsAt: new Date(startsAt), endsAt: new Date(endsAt) },
    ...fields,
  };
}
