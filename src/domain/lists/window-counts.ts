import type { MaintenanceSource, SourceResult } from "../sources.js";
import type { MaintenanceStatus } from "../time/schedules.js";
import { maintenanceStatuses } from "../time/schedules.js";
import type { Certainty } from "../windows/certainty.js";
import { certainties, currentCertainty } from "../windows/certainty.js";
import { maxDailyHours } from "./constants.js";
import type { DailyHoursCount } from "./daily-hours.js";
import { countDailyHours } from "./daily-hours.js";
import type { OrderedWindow } from "./ordered-window.js";
import { requireFirst } from "./page-size.js";
import { statusOf } from "./window-filter.js";

/** Numbers of windows by their fields, also of the values that no window has, except of start times. */
export interface WindowCounts {
  readonly byStatus: readonly { readonly status: MaintenanceStatus; readonly count: number }[];
  readonly byCertainty: readonly { readonly certainty: Certainty; readonly count: number }[];
  readonly byProvider: readonly ProviderCount[];
  readonly bySource: readonly SourceCount[];
  /** Returns the first entries by start time. Throws a ValidationError if `first` is out of range. */
  readonly byDailyHours: (first: number) => readonly DailyHoursCount[];
}

export interface ProviderCount {
  readonly provider: string;
  /** Null if all its sources failed: its windows are unknown. */
  readonly count: number | null;
}

export interface SourceCount {
  readonly source: MaintenanceSource;
  /** Null if the source failed: its windows are unknown. */
  readonly count: number | null;
}

/** Counts the windows of these sources in one pass, and in another one when daily hours are first read. Statuses are those at `at`. */
export function countWindows(
  windows: readonly OrderedWindow[],
  sources: readonly SourceResult[],
  at: Date,
): WindowCounts {
  const [byStatus, byCertainty, byProvider, bySource] = [counter(), counter(), counter(), counter()];
  for (const window of windows) {
    const { node } = window;
    byStatus.add(statusOf(window, at));
    byCertainty.add(currentCertainty(node));
    byProvider.add(node.provider);
    bySource.add(node.sourceId);
  }
  let dailyHours: readonly DailyHoursCount[] | null = null;
  const readable = sources.filter(({ state }) => state !== "FAILED");
  const providers = [...new Set(sources.map(({ source }) => source.provider))];
  return {
    byStatus: maintenanceStatuses.map((status) => ({ status, count: byStatus.of(status) })),
    byCertainty: certainties.map((certainty) => ({ certainty, count: byCertainty.of(certainty) })),
    byProvider: providers.map((provider) => ({
      provider,
      count: readable.some(({ source }) => source.provider === provider) ? byProvider.of(provider) : null,
    })),
    bySource: sources.map(({ source, state }) => ({
      source,
      count: state === "FAILED" ? null : bySource.of(source.id),
    })),
    byDailyHours(first) {
      requireFirst(first, maxDailyHours);
      dailyHours ??= countDailyHours(windows);
      return dailyHours.slice(0, first);
    },
  };
}

function counter() {
  const counts = new Map<string, number>();
  const of = (value: string) => counts.get(value) ?? 0;
  return { of, add: (value: string) => counts.set(value, of(value) + 1) };
}
