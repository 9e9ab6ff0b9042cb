import type { Clock } from "../domain/time/clock.js";
import type { Deadline } from "../upstream/deadlines.js";
import { DeadlineExceededError } from "../upstream/deadlines.js";
import { maxTtlEntries } from "./constants.js";
import type { ItemReader } from "./item-reader.js";
import { createLruMap } from "./lru-map.js";
import type { ReadContext } from "./read-context.js";
import { createSingleFlight } from "./single-flight.js";

export type TtlCache<Value extends object> = ReturnType<typeof createTtlCache<Value>>;

/** Creates a cache for values that writes never change. Concurrent callers share one read; fresh values are not read again. */
export function createTtlCache<Value extends object>(
  maxAgeMs: number,
  clock: Clock,
  newDeadline: (cancelled: AbortSignal, flow: string) => Deadline,
) {
  const values = createLruMap<{ readonly value: Value; readonly readAtMs: number }>(maxTtlEntries);
  const flights = createSingleFlight<Value>();

  return {
    async read(key: string, { readDeadline }: ReadContext, reader: ItemReader<Value>): Promise<Value> {
      if (readDeadline.isOver()) throw reader.timeoutError();
      const known = values.get(key);
      if (known !== undefined && clock().steadyMs - known.readAtMs < maxAgeMs) return known.value;
      try {
        return await flights.wait(key, readDeadline, async (cancelled) => {
          const readAtMs = clock().steadyMs;
          // Not the caller's deadline, because callers with a later one can join.
          const value = await reader.read(newDeadline(cancelled, readDeadline.flow), readAtMs);
          values.set(key, { value, readAtMs });
          return value;
        });
      } catch (error) {
        throw error instanceof DeadlineExceededError ? reader.timeoutError() : error;
      }
    },
  };
}
