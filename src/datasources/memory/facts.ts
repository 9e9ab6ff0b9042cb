import { LRUCache } from "lru-cache";
import pMemoize from "p-memoize";
import type { GatewayError } from "../../domain/errors.js";
import type { Deadline } from "../deadlines.js";
import { DeadlineExceededError, waitFor } from "../deadlines.js";
import type { RequestScope } from "../provider.js";

/** How a request reads a fact. */
export interface FactReader<Value> {
  readonly read: (deadline: Deadline) => Promise<Value>;
  /** What a caller is told whose deadline passes while it is being read. */
  readonly late: () => GatewayError;
}

export type Facts<Value extends object> = ReturnType<typeof createFacts<Value>>;

const maxFacts = 5_000;

/** Facts that no write changes: each is read once for all who want it at the same time, and not again while it is fresh. */
export function createFacts<Value extends object>(maxAgeMs: number, newDeadline: () => Deadline) {
  const facts = new LRUCache<string, { readonly value: Value; readonly fetchedAt: Date }>({ max: maxFacts });

  const refresh = pMemoize(
    async (key: string, { read }: FactReader<Value>, now: Date): Promise<Value> => {
      // Others may join it, whose deadline is later.
      const value = await read(newDeadline());
      facts.set(key, { value, fetchedAt: now });
      return value;
    },
    { cache: false, cacheKey: ([key]) => key },
  );

  return {
    async read(key: string, { now, deadline }: RequestScope, reader: FactReader<Value>): Promise<Value> {
      if (deadline.signal.aborted) throw reader.late();
      const known = facts.get(key);
      if (known !== undefined && now.getTime() - known.fetchedAt.getTime() < maxAgeMs) return known.value;
      try {
        return await waitFor(refresh(key, reader, now), deadline);
      } catch (error) {
        throw error instanceof DeadlineExceededError ? reader.late() : error;
      }
    },
  };
}
