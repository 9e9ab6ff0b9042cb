import type { ReadingValidity } from "../cache/source-reader.js";
import type { MaintenanceSource, SourceHealth, SourceOutcome, SourceResult } from "../domain/sources.js";
import type { Connections } from "./configured-sources.js";

const neverRead: SourceOutcome = {
  state: "UNKNOWN",
  fetchedAt: null,
  error: null,
  unreadableCount: 0,
  unreadable: [],
};

export type SourceOutcomes = ReturnType<typeof createSourceOutcomes>;

/** Records the outcome of the last list of each source, from any request. */
export function createSourceOutcomes(connections: Pick<Connections, "upstreams">) {
  const outcomes = new Map<string, SourceOutcome>();

  function record(result: SourceResult): void {
    outcomes.set(result.source.id, result);
  }

  return {
    record,

    /** Returns when the source was last read; null if it never was. */
    lastFetchedAt: ({ id }: MaintenanceSource): Date | null => (outcomes.get(id) ?? neverRead).fetchedAt,

    /** Returns the last outcome of the source, and the state of its circuit. */
    healthOf({ id }: MaintenanceSource): SourceHealth {
      const circuit = connections.upstreams().get(id)?.circuit ?? "CLOSED";
      const { state, fetchedAt, error, unreadableCount, unreadable } = outcomes.get(id) ?? neverRead;
      return { state, fetchedAt, error, unreadableCount, unreadable, circuit };
    },

    /** Lets each reuse of a reading record its result again. */
    recorded: ({ isUnchanged, reuse }: ReadingValidity, result: SourceResult): ReadingValidity => ({
      isUnchanged,
      reuse() {
        reuse();
        record(result);
      },
    }),
  };
}
