import type { KnownMaintenance } from "../../domain/events/known-maintenance.js";
import type { LeadProgress } from "../../live/source-follower.js";
import type { Delivery } from "../delivery/delivery.js";

export type Memory = ReturnType<typeof createMemory>;

/**
 * Creates the memory of what this process stored as the leader. With it, the process continues if the shared state was lost, and
 * repeats no delivery that it could not remove from the state.
 */
export function createMemory() {
  const known = new Map<number, KnownMaintenance>();
  let owed = new Map<string, Delivery>();
  /** Deliveries that have ended, but may still be in the state. */
  const ended = new Set<string>();

  return {
    known: (leadMs: number): KnownMaintenance | null => known.get(leadMs) ?? null,
    deliveries: (): readonly Delivery[] => [...owed.values()],
    hasEnded: (id: string): boolean => ended.has(id),

    /** Replaces what is known and what is owed, at the begin of a term. */
    begin(knownAt: ReadonlyMap<number, KnownMaintenance | null>, deliveries: readonly Delivery[]): void {
      for (const [leadMs, knowledge] of knownAt) {
        if (knowledge === null) known.delete(leadMs);
        else known.set(leadMs, knowledge);
      }
      owed = new Map(deliveries.map((delivery) => [delivery.id, delivery]));
    },

    /** Adds what was stored. */
    learn(progress: readonly LeadProgress[], deliveries: readonly Delivery[]): void {
      for (const each of progress) known.set(each.leadMs, each.known);
      for (const delivery of deliveries) owed.set(delivery.id, delivery);
    },

    /** Forgets what is known and owed, because another process continues. */
    forget(): void {
      known.clear();
      owed.clear();
    },

    ended({ id }: Delivery): void {
      owed.delete(id);
      ended.add(id);
    },

    /** The state does not have the delivery any more. */
    removed({ id }: Delivery): void {
      ended.delete(id);
    },
  };
}
