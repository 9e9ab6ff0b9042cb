import type { DatadogMaintenanceWindow } from "./model.js";

/** All windows of a source at one time. They are indexed once, at the first search of each kind, for all requests. */
export interface WindowList {
  readonly withId: (id: string) => DatadogMaintenanceWindow | null;
  /** Returns the windows with this query, apart from white space. */
  readonly withQuery: (query: string) => readonly DatadogMaintenanceWindow[];
}

export function createWindowList(windows: readonly DatadogMaintenanceWindow[]): WindowList {
  let byId: ReadonlyMap<string, DatadogMaintenanceWindow> | undefined;
  let byQuery: ReadonlyMap<string, readonly DatadogMaintenanceWindow[]> | undefined;
  return {
    withId(id) {
      byId ??= new Map(windows.map((window) => [window.id, window]));
      return byId.get(id) ?? null;
    },
    withQuery(query) {
      byQuery ??= Map.groupBy(windows, (window) => normalizeWhitespace(window.query));
      return byQuery.get(normalizeWhitespace(query)) ?? [];
    },
  };
}

/** Returns the list of cached windows, which all requests share until one of the windows changes. */
export function windowListOf(items: ReadonlyMap<string, DatadogMaintenanceWindow>): WindowList {
  const known = lists.get(items) ?? createWindowList([...items.values()]);
  lists.set(items, known);
  return known;
}

const lists = new WeakMap<ReadonlyMap<string, DatadogMaintenanceWindow>, WindowList>();

/** Trims the text and collapses white space. White space rarely matters in names and queries. */
export function normalizeWhitespace(text: string): string {
  return text.trim().replace(/\s+/g, " ");
}
