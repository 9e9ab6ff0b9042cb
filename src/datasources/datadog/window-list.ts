import type { ReadItems } from "../../cache/source-reader.js";
import type { UnreadableEntry } from "../../cache/unreadable-entry.js";
import { GatewayError } from "../../domain/failures/gateway-error.js";
import type { DatadogMaintenanceWindow } from "./model.js";

type WindowsById = ReadonlyMap<string, DatadogMaintenanceWindow>;

/** The windows of a source by id, and those that could not be read. */
interface KnownWindows {
  readonly items: WindowsById;
  readonly unreadable: readonly UnreadableEntry[];
}

/** All windows of a source at one time. They are indexed by query once, at the first search, for all requests. */
export interface WindowList {
  /** Returns null if there is no such window. Throws if it is, or can be, one that could not be read. */
  readonly withId: (id: string) => DatadogMaintenanceWindow | null;
  /** Whether the list names this window, even if it could not be read. */
  readonly hasId: (id: string) => boolean;
  /** Returns the windows with this query, apart from white space. */
  readonly withQuery: (query: string) => readonly DatadogMaintenanceWindow[];
  /** The windows that could not be read. Their values are unknown. */
  readonly unreadable: readonly UnreadableEntry[];
}

export function createWindowList({ items, unreadable }: ReadItems<DatadogMaintenanceWindow>): WindowList {
  return windowListOf({ items: new Map(items.map((window) => [window.id, window])), unreadable });
}

/** Returns the list of these windows. Requests that use the same cached windows share one list. */
export function windowListOf(windows: KnownWindows): WindowList {
  const known = lists.get(windows.items) ?? indexed(windows);
  lists.set(windows.items, known);
  return known;
}

/** Returns the error of an unreadable window that has, or could have, this id; null if no such window exists. */
function errorOfUnreadable(unreadable: readonly UnreadableEntry[], id: string): GatewayError | null {
  const entry = unreadable.find(({ key }) => key === id) ?? unreadable.find(({ key }) => key === null);
  return entry === undefined ? null : new GatewayError(entry.error);
}

const lists = new WeakMap<WindowsById, WindowList>();

function indexed({ items: windows, unreadable }: KnownWindows): WindowList {
  let byQuery: ReadonlyMap<string, readonly DatadogMaintenanceWindow[]> | undefined;
  return {
    unreadable,
    withId(id) {
      const window = windows.get(id);
      if (window !== undefined) return window;
      const error = errorOfUnreadable(unreadable, id);
      if (error !== null) throw error;
      return null;
    },
    hasId: (id) => windows.has(id) || unreadable.some(({ key }) => key === id),
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
