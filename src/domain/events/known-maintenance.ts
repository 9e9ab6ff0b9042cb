import type { OrderedWindows } from "../lists/window-order.js";
import type { SourceResult } from "../sources.js";
import type { ScheduledWindow } from "../windows/scheduled-window.js";

/** The windows of one source at one time. */
export interface KnownSource {
  readonly result: SourceResult;
  /** Those that were read, and those that could not be read again. The same list until one of the windows changes. */
  readonly windows: readonly ScheduledWindow[];
  /** Who changed windows through the gateway, by window id, as far as that is known. */
  readonly changedBy: ReadonlyMap<string, string>;
}

/** What is known of windows at one time, from which the next events follow. */
export interface KnownMaintenance {
  readonly at: Date;
  readonly sources: ReadonlyMap<string, KnownSource>;
  /** The windows of all sources, each once, ordered by their next occurrence at that time. */
  readonly ordered: OrderedWindows;
  /** The ids of windows whose maintenance was under way when that was last known. */
  readonly underwayIds: ReadonlySet<string>;
}

/** What one reading of a source contains. */
export interface SourceReading {
  readonly windows: readonly ScheduledWindow[];
  readonly changedBy: ReadonlyMap<string, string>;
  /** Items that could not be read. */
  readonly unreadable: readonly { readonly id: string | null }[];
}

/**
 * Returns what is known of a source after it was read again. A window that could not be read this time is still known: it must not
 * look as if it had been deleted.
 */
export function knownAfter(
  before: KnownSource | undefined,
  result: SourceResult,
  reading: SourceReading | null,
): KnownSource | null {
  if (reading === null) return before === undefined ? null : { ...before, result };
  const { windows, changedBy, unreadable } = reading;
  if (before === undefined || unreadable.length === 0) return { result, windows, changedBy };
  const readIds = new Set(windows.map(({ id }) => id));
  const unreadableIds = new Set(unreadable.map(({ id }) => id));
  const mayBeAny = unreadableIds.has(null);
  const lost = before.windows.filter(({ id }) => !readIds.has(id) && (mayBeAny || unreadableIds.has(id)));
  if (lost.length === 0) return { result, windows, changedBy };
  const all = [...windows, ...lost];
  const isSame =
    all.length === before.windows.length && all.every((window, index) => window === before.windows[index]);
  return { result, windows: isSame ? before.windows : all, changedBy };
}
