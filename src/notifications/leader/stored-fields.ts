import { hasSameContent } from "../../cache/same-content.js";
import type { KnownMaintenance, KnownSource } from "../../domain/events/known-maintenance.js";
import { orderWindows } from "../../domain/lists/window-order.js";
import type { MaintenanceSource, SourceState } from "../../domain/sources.js";
import type { ScheduledWindow } from "../../domain/windows/scheduled-window.js";
import type { Delivery } from "../delivery/delivery.js";

/** A window as it is stored. */
interface StoredWindow {
  readonly window: ScheduledWindow;
  /** Whether its maintenance was under way when that was last known. */
  readonly isUnderway: boolean;
}

export const atField = (leadMs: number) => `at:${leadMs}`;
export const deliveryField = (id: string) => `delivery:${id}`;
const sourceField = (sourceId: string) => `source:${sourceId}`;
/** Ids of sources contain no colon. */
const windowField = (sourceId: string, windowId: string) => `window:${sourceId}:${windowId}`;

export type StoredFields = ReadonlyMap<string, unknown>;

/** Returns the deliveries of a state, oldest first. */
export function storedDeliveries(fields: StoredFields): readonly Delivery[] {
  const deliveries = valuesOf<Delivery>(fields, deliveryField("")).map(([, delivery]) => delivery);
  return deliveries.sort((left, right) => left.order - right.order);
}

/** Returns what a feed knew of these sources when the state was written; null if nothing is stored. */
export function storedKnowledge(
  fields: StoredFields,
  leadMs: number,
  sources: readonly MaintenanceSource[],
): KnownMaintenance | null {
  const at = fields.get(atField(leadMs)) as Date | undefined;
  if (at === undefined) return null;
  const stored = valuesOf<StoredWindow>(fields, "window:").map(([, value]) => value);
  const bySource = Map.groupBy(stored, ({ window }) => window.sourceId);
  const known = sources.flatMap((source): readonly (readonly [string, KnownSource])[] => {
    const state = fields.get(sourceField(source.id)) as SourceState | undefined;
    if (state === undefined) return [];
    const result = { source, state, fetchedAt: null, error: null, unreadableCount: 0, unreadable: [] };
    const windows = (bySource.get(source.id) ?? []).map(({ window }) => window);
    return [[source.id, { result, windows, changedBy: new Map() }]];
  });
  return {
    at,
    sources: new Map(known),
    ordered: orderWindows(
      known.flatMap(([, { windows }]) => windows),
      "NEXT_OCCURRENCE",
      at,
    ),
    underwayIds: new Set(stored.filter(({ isUnderway }) => isUnderway).map(({ window }) => window.id)),
  };
}

/** What a state contains of one source. */
interface StoredSource {
  state: SourceState | null;
  /** The list from which the windows were stored; null if they were loaded. */
  list: readonly ScheduledWindow[] | null;
  windows: ReadonlyMap<string, ScheduledWindow>;
}

/** Keeps track of what a state contains of sources and windows, so that only what has changed is written. */
export function createStoredSources(fields: StoredFields) {
  const sources = new Map<string, StoredSource>();
  for (const [id, state] of valuesOf<SourceState>(fields, sourceField("")))
    sources.set(id, { state, list: null, windows: new Map() });
  const windows = valuesOf<StoredWindow>(fields, "window:").map(([, { window }]) => window);
  for (const [id, loaded] of Map.groupBy(windows, ({ sourceId }) => sourceId)) {
    const { state = null } = sources.get(id) ?? {};
    sources.set(id, { state, list: null, windows: new Map(loaded.map((window) => [window.id, window])) });
  }

  function changesOfWindows(
    sourceId: string,
    before: StoredSource["windows"],
    {
      list,
      underwayIds,
    }: { readonly list: readonly ScheduledWindow[] } & Pick<KnownMaintenance, "underwayIds">,
    changes: Map<string, unknown>,
  ): StoredSource["windows"] {
    const after = new Map(list.map((window) => [window.id, window]));
    for (const [id, window] of after) {
      const isUnderway = underwayIds.has(id);
      if (!hasSameContent(before.get(id), window))
        changes.set(windowField(sourceId, id), { window, isUnderway } satisfies StoredWindow);
    }
    for (const id of before.keys()) if (!after.has(id)) changes.set(windowField(sourceId, id), null);
    return after;
  }

  return {
    /** Returns the fields to change so that the state contains what is known, and counts them as changed. */
    changesTo({ sources: known, underwayIds }: KnownMaintenance): Map<string, unknown> {
      const changes = new Map<string, unknown>();
      for (const [id, { result, windows: list }] of known) {
        const stored = sources.get(id) ?? { state: null, list: null, windows: new Map() };
        if (stored.state !== result.state) changes.set(sourceField(id), result.state);
        const after =
          stored.list === list
            ? stored.windows
            : changesOfWindows(id, stored.windows, { list, underwayIds }, changes);
        sources.set(id, { state: result.state, list, windows: after });
      }
      for (const [id, { windows: before }] of sources) {
        if (known.has(id)) continue;
        changes.set(sourceField(id), null);
        changesOfWindows(id, before, { list: [], underwayIds }, changes);
        sources.delete(id);
      }
      return changes;
    },
  };
}

/** Returns the values of the fields with a prefix, each with the rest of its name. */
function valuesOf<Value>(fields: StoredFields, prefix: string): [string, Value][] {
  return [...fields]
    .filter(([name]) => name.startsWith(prefix))
    .map(([name, value]) => [name.slice(prefix.length), value as Value]);
}
