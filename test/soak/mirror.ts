/** A window in a mirror. */
interface MirroredWindow {
  readonly revision: string;
}

/** What a client knows that follows the events of windows. */
export interface Mirror {
  /** Replaces everything by what a list contains. */
  readonly fill: (windows: readonly { readonly id: string; readonly revision: string }[]) => void;
  /** Applies an event: CREATED, UPDATED or DELETED. Others change nothing that a mirror knows. */
  readonly apply: (type: string, window: { readonly id: string; readonly revision: string }) => void;
  /** Returns how the mirror differs from what there is. */
  readonly differences: (actual: ReadonlyMap<string, string>) => readonly string[];
  readonly eventCount: () => number;
}

export function createMirror(name: string): Mirror {
  const windows = new Map<string, MirroredWindow>();
  let events = 0;
  return {
    fill(list) {
      windows.clear();
      for (const { id, revision } of list) windows.set(id, { revision });
    },
    apply(type, { id, revision }) {
      events += 1;
      if (type === "CREATED" || type === "UPDATED") windows.set(id, { revision });
      if (type === "DELETED") windows.delete(id);
    },
    differences(actual) {
      const ids = new Set([...actual.keys(), ...windows.keys()]);
      return [...ids].flatMap((id) => {
        const [known, is] = [windows.get(id)?.revision, actual.get(id)];
        if (known === is) return [];
        const state =
          known === undefined ? "does not know" : is === undefined ? "still has" : "has an old state of";
        return [`${name} ${state} a window`];
      });
    },
    eventCount: () => events,
  };
}
