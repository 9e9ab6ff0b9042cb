/** What must be there: of each window the last values that were acknowledged, and what may have been made beside them. */
export interface Entry {
  /** Null for a window that must not be there. */
  acknowledged: string | null;
  /** What a write whose outcome is unknown may have made of it. */
  readonly possible: Set<string | null>;
  isBusy: boolean;
  /** Until when nothing is written to it, since a write that was given up may still come. */
  restsUntil: number;
}

/** How long a provider may still be at work on what the gateway has given up. */
const restMs = 15_000;

export type ExpectedState = ReturnType<typeof createExpectedState>;

/** The books of the windows of one kind, by a name that is theirs alone. */
export function createExpectedState() {
  const entries = new Map<string, Entry>();
  const counts = { ACKNOWLEDGED: 0, REFUSED: 0, UNKNOWN: 0 };

  function enter(name: string, acknowledged: string | null): void {
    entries.set(name, { acknowledged, possible: new Set(), isBusy: false, restsUntil: 0 });
  }

  return {
    enter,
    counts,

    /** A window that can be written to now; one that may have been deleted is left alone. */
    pick(now: number): string | null {
      const free = [...entries].filter(
        ([, { isBusy, restsUntil, acknowledged, possible }]) =>
          !isBusy && restsUntil < now && acknowledged !== null && !possible.has(null),
      );
      return free[Math.floor(Math.random() * free.length)]?.[0] ?? null;
    },

    /** Writes to one window one after the other, and books what came of it. */
    async write(
      name: string,
      wanted: string | null,
      send: () => Promise<keyof typeof counts>,
    ): Promise<void> {
      if (!entries.has(name)) enter(name, null);
      const entry = entries.get(name);
      if (entry === undefined) throw new Error(`There is no ${name}.`);
      entry.isBusy = true;
      const outcome = await send();
      entry.isBusy = false;
      counts[outcome] += 1;
      if (outcome === "ACKNOWLEDGED") {
        entry.acknowledged = wanted;
        entry.possible.clear();
      }
      if (outcome === "UNKNOWN") {
        entry.possible.add(wanted);
        entry.restsUntil = performance.now() + restMs;
      }
    },

    /** Every window that is not as it was acknowledged to be. */
    differences(actual: ReadonlyMap<string, string>): readonly string[] {
      const wrong = [...entries].filter(([name, { acknowledged, possible }]) => {
        const is = actual.get(name) ?? null;
        return is !== acknowledged && !possible.has(is);
      });
      const strange = [...actual.keys()].filter((name) => !entries.has(name));
      return [
        ...wrong.map(([name, { acknowledged }]) => `${name} is ${actual.get(name)} and not ${acknowledged}`),
        ...strange.map((name) => `nobody has made ${name}`),
      ];
    },
  };
}
