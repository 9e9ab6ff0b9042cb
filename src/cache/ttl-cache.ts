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
  newDeadline: (cancelled: AbortSignal, caller: string) => Deadline,
) {
  const values = createLruMap<{ readonly value: Value; readonly fetchedAt: Date }>(maxTtlEntries);
  const flights = createSingleFlight<Value>();

  return {
    async read(key: string, { now, readDeadline }: ReadContext, reader: ItemReader<Value>): Promise<Value> {
      if (readDeadline.isOver()) throw reader.timeoutError();
      const known = values.get(key);
      if (known !== undefined && now.getTime() - known.fetchedAt.getTime() < maxAgeMs) return known.value;
      try {
        return await flights.wait(key, readDeadline, async (cancelled) => {
          // Not the caller's deadline, because callers with a later one can join.
          const value = await reader.read(newDeadline(cancelled, readDeadline.caller));
          values.set(key, { value, fetchedAt: now });
          return value;
        });
      } catch (error) {
        throw error instanceof DeadlineExceededError ? reader.timeoutError() : error;
      }
    },
  };
}
