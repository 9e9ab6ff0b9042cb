/** The expected state of one window. */
export interface Entry {
  /** The last acknowledged value; null if the window must not exist. */
  acknowledged: string | null;
  /** Values that writes with an unknown outcome may have set. */
  readonly possible: Set<string | null>;
  isBusy: boolean;
  /** No write is sent before this time, because one that timed out may still be applied. */
  restsUntil: number;
}

/** How long a provider may take to apply a write that timed out. */
const restMs = 15_000;

/** The gateway's limit for one attempt (`UPSTREAM_TIMEOUT_MS`). */
export const attemptTimeoutMs = 2_000;

export type ExpectedState = ReturnType<typeof createExpectedState>;

/** Tracks the expected state of one kind of window, by unique name. */
export function createExpectedState() {
  const entries = new Map<string, Entry>();
  const counts = { ACKNOWLEDGED: 0, REFUSED: 0, UNKNOWN: 0 };

  function enter(name: string, acknowledged: string | null): void {
    entries.set(name, { acknowledged, possible: new Set(), isBusy: false, restsUntil: 0 });
  }

  return {
    enter,
    counts,

    /** Returns a random window that can be written to now; null if there is none. Skips windows that may have been deleted. */
    pick(now: number): string | null {
      const free = [...entries].filter(
        ([, { isBusy, restsUntil, acknowledged, possible }]) =>
          !isBusy && restsUntil < now && acknowledged !== null && !possible.has(null),
      );
      return free[Math.floor(Math.random() * free.length)]?.[0] ?? null;
    },

    /** Writes to a window and records the outcome. Each window has one write at a time. */
    async write(
      name: string,
      wanted: string | null,
      send: () => Promise<keyof typeof counts>,
    ): Promise<void> {
      if (!entries.has(name)) enter(name, null);
      const entry = entries.get(name);
      if (entry === undefined) throw new Error(`There is no ${name}.`);
      entry.isBusy = true;
      const from = performance.now();
      const outcome = await send();
      const until = performance.now();
      entry.isBusy = false;
      counts[outcome] += 1;
      if (outcome === "ACKNOWLEDGED") {
        entry.acknowledged = wanted;
        entry.possible.clear();
      }
      if (outcome === "UNKNOWN") entry.possible.add(wanted);
      // An attempt that timed out may be applied late even if its retry succeeded. It must not overwrite a later write.
      if (outcome === "UNKNOWN" || until - from >= attemptTimeoutMs) entry.restsUntil = until + restMs;
    },

    /** Describes every window that differs from its expected state. */
    differences(actual: ReadonlyMap<string, string>): readonly string[] {
      const wrong = [...entries].filter(([name, { acknowledged, possible }]) => {
        const is = actual.get(name) ?? null;
        return is !== acknowledged && !possible.has(is);
      });
      const strange = [...actual.keys()].filter((name) => !entries.has(name));
      return [
        ...wrong.map(
          ([name, { acknowledged }]) => `${name} is ${actual.get(name)}, expected ${acknowledged}`,
        ),
        ...strange.map((name) => `${name} is unexpected: no write created it`),
      ];
    },
  };
}
