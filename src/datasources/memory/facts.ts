import { LRUCache } from "lru-cache";
import type { GatewayError } from "../../domain/errors.js";
import type { Deadline } from "../deadlines.js";
import { DeadlineExceededError } from "../deadlines.js";
import type { RequestScope } from "../provider.js";
import { createSharedReads } from "./shared-reads.js";

/** How a request reads a fact. */
export interface FactReader<Value> {
  readonly read: (deadline: Deadline) => Promise<Value>;
  /** What a caller is told whose deadline passes while it is being read. */
  readonly late: () => GatewayError;
}

export type Facts<Value extends object> = ReturnType<typeof createFacts<Value>>;

const maxFacts = 5_000;

/** Facts that no write changes: each is read once for all who want it at the same time, and not again while it is fresh. */
export function createFacts<Value extends object>(
  maxAgeMs: number,
  newDeadline: (cancelled: AbortSignal) => Deadline,
) {
  const facts = new LRUCache<string, { readonly value: Value; readonly fetchedAt: Date }>({ max: maxFacts });

  const reads = createSharedReads<Value>();

  return {
    async read(key: string, { now, readDeadline }: RequestScope, reader: FactReader<Value>): Promise<Value> {
      if (readDeadline.signal.aborted) throw reader.late();
      const known = facts.get(key);
      if (known !== undefined && now.getTime() - known.fetchedAt.getTime() < maxAgeMs) return known.value;
      try {
        return await reads.wait(key, readDeadline, async (cancelled) => {
          // Others may join it, whose deadline is later.
          const value = await reader.read(newDeadline(cancelled));
          facts.set(key, { value, fetchedAt: now });
          return value;
        });
      } catch (error) {
        throw error instanceof DeadlineExceededError ? reader.late() : error;
      }
    },
  };
}
