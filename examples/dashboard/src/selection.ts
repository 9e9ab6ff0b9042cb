import { useCallback, useMemo, useSyncExternalStore } from "react";

/** Ids of the selected windows. */
export interface Selection {
  readonly ids: ReadonlySet<string>;
  readonly set: (ids: Iterable<string>, isSelected: boolean) => void;
  readonly clear: () => void;
}

const name = "selected";

/**
 * The selection, kept in the fragment of the address (`#selected=…`): ids are long, and unlike a query a fragment is not sent to the
 * server, which limits the length.
 */
export function useSelection(): Selection {
  const fragment = useSyncExternalStore(onFragmentChange, () => location.hash);
  const ids = useMemo(() => idsIn(fragment), [fragment]);
  const set = useCallback((changed: Iterable<string>, isSelected: boolean) => {
    const next = new Set(idsIn(location.hash));
    for (const id of changed) isSelected ? next.add(id) : next.delete(id);
    write(next);
  }, []);
  const clear = useCallback(() => write(new Set()), []);
  // The same object until the selection changes: all rows of the page depend on it.
  return useMemo(() => ({ ids, set, clear }), [ids, set, clear]);
}

export function idsIn(fragment: string): ReadonlySet<string> {
  return new Set(new URLSearchParams(fragment.replace(/^#/, "")).getAll(name));
}

export function fragmentOf(ids: ReadonlySet<string>): string {
  return ids.size === 0 ? "" : `#${new URLSearchParams([...ids].map((id) => [name, id]))}`;
}

/** Replaces the history entry. Browsers do not announce such a change, so the page does. */
function write(ids: ReadonlySet<string>): void {
  history.replaceState(history.state, "", `${location.pathname}${location.search}${fragmentOf(ids)}`);
  dispatchEvent(new HashChangeEvent("hashchange"));
}

function onFragmentChange(notify: () => void): () => void {
  addEventListener("hashchange", notify);
  addEventListener("popstate", notify);
  return () => {
    removeEventListener("hashchange", notify);
    removeEventListener("popstate", notify);
  };
}
