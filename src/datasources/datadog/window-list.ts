import type { DatadogMaintenanceWindow } from "./model.js";

type WindowsById = ReadonlyMap<string, DatadogMaintenanceWindow>;

/** All windows of a source at one time. They are indexed by query once, at the first search, for all requests. */
export interface WindowList {
  readonly withId: (id: string) => DatadogMaintenanceWindow | null;
  /** Returns the windows with this query, apart from white space. */
  readonly withQuery: (query: string) => readonly DatadogMaintenanceWindow[];
}

export function createWindowList(windows: readonly DatadogMaintenanceWindow[]): WindowList {
  return windowListOf(new Map(windows.map((window) => [window.id, window])));
}

/** Returns the list of these windows. Requests that use the same cached windows share one list. */
export function windowListOf(windows: WindowsById): WindowList {
  const known = lists.get(windows) ?? indexed(windows);
  lists.set(windows, known);
  return known;
}

const lists = new WeakMap<WindowsById, WindowList>();

function indexed(windows: WindowsById): WindowList {
  let byQuery: ReadonlyMap<string, readonly DatadogMaintenanceWindow[]> | undefined;
  return {
    withId: (id) => windows.get(id) ?? null,
    withQuery(query) {
      byQuery ??= Map.groupBy(windows.values(), normalizedQueryOf);
      return byQuery.get(normalizeWhitespace(query)) ?? [];
    },
  };
}

/** Kept with the window, because every write changes the list but few of its windows. */
function normalizedQueryOf(window: DatadogMaintenanceWindow): string {
  const query = normalizedQueries.get(window) ?? normalizeWhitespace(window.query);
  normalizedQueries.set(window, query);
  return query;
}

const normalizedQueries = new WeakMap<DatadogMaintenanceWindow, string>();

/** Trims the text and collapses white space. White space rarely matters in names and queries. */
export function normalizeWhitespace(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}
