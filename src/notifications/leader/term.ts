import type { LedState } from "../../cache/led-state.js";
import type { KnownMaintenance } from "../../domain/events/known-maintenance.js";
import type { MaintenanceSource } from "../../domain/sources.js";
import type { Clock } from "../../domain/time/clock.js";
import type { Live } from "../../live/live.js";
import type { LeadProgress } from "../../live/source-follower.js";
import type { Delivery } from "../delivery/delivery.js";
import type { Outbox } from "../delivery/outbox.js";
import type { Sink } from "../settings/sink-settings.js";
import { maxFieldsPerWrite } from "./constants.js";
import { createDeliveries, leadsOf, sourcesOf } from "./create-deliveries.js";
import type { Memory } from "./memory.js";
import { createStateWriter } from "./state-writer.js";
import type { StoredFields } from "./stored-fields.js";
import {
  atField,
  createStoredSources,
  deliveryField,
  storedDeliveries,
  storedKnowledge,
} from "./stored-fields.js";

export interface TermOptions {
  readonly sinks: readonly Sink[];
  readonly state: LedState;
  readonly follow: Live["follow"];
  readonly sources: () => readonly MaintenanceSource[];
  readonly clock: Clock;
  /** What earlier terms of this process knew. */
  readonly memory: Memory;
  readonly openOutbox: (onEnded: (delivery: Delivery) => void) => Outbox;
  /** Called once if the term ends by itself: another process may lead now. */
  readonly onLost: () => void;
}

export type Term = ReturnType<typeof beginTerm>;

/**
 * Begins a period in which this process sends the notifications. It continues where the last leader stopped: first with what that one
 * owed, then with what has happened since.
 */
export function beginTerm({ sinks, state, follow, sources, clock, memory, openOutbox, onLost }: TermOptions) {
  let isOpen = true;
  let unfollow = () => {};
  const writer = createStateWriter(state, lose);
  const outbox = openOutbox((delivery) => {
    memory.ended(delivery);
    remove(delivery);
  });

  function remove(delivery: Delivery): void {
    writer.write(new Map([[deliveryField(delivery.id), null]]), () => memory.removed(delivery));
  }

  function close(): void {
    isOpen = false;
    unfollow();
    outbox.close();
    writer.close();
  }

  function lose(): void {
    if (!isOpen) return;
    close();
    onLost();
  }

  async function start(): Promise<void> {
    const loaded = await state.load();
    if (!isOpen) return;
    if (loaded === null) return lose();
    const isStored = isCurrent(loaded.get(atField(0)) as Date | undefined);
    const selected = sourcesOf(sinks, sources());
    const leadsMs = leadsOf(sinks);
    const knownAt = new Map(
      leadsMs.map((leadMs) => [
        leadMs,
        isStored ? storedKnowledge(loaded, leadMs, selected) : memory.known(leadMs),
      ]),
    );
    takeOver(knownAt, storedDeliveries(loaded), isStored ? null : memory.deliveries());
    unfollow = follow({
      sourceIds: selected.map(({ id }) => id),
      leadsMs,
      initial: (leadMs) => knownAt.get(leadMs) ?? null,
      onProgress: createRecorder(loaded, isStored),
    });
  }

  /** Whether a state is as recent as what this process knows. Redis can have lost it, or have restarted with an older one. */
  function isCurrent(storedAt: Date | undefined): boolean {
    const { at } = memory.known(0) ?? {};
    return storedAt !== undefined && (at === undefined || storedAt >= at);
  }

  /** Sends what is owed by the state, or, if the state is not current, what this process remembers. */
  function takeOver(
    knownAt: ReadonlyMap<number, KnownMaintenance | null>,
    stored: readonly Delivery[],
    remembered: readonly Delivery[] | null,
  ): void {
    for (const delivery of remembered ?? []) writer.write(new Map([[deliveryField(delivery.id), delivery]]));
    // A delivery that has ended, but could not be removed, is removed now.
    const owed = remembered ?? stored.filter(({ id }) => !memory.hasEnded(id));
    const owedIds = new Set(owed.map(({ id }) => id));
    for (const delivery of stored) if (!owedIds.has(delivery.id)) remove(delivery);
    memory.begin(knownAt, owed);
    outbox.add(owed);
  }

  /** Creates a function that stores what is known together with the deliveries that follow from it, and then sends them. */
  function createRecorder(loaded: StoredFields, isStored: boolean) {
    const deliveriesOf = createDeliveries(sinks, sources());
    const stored = createStoredSources(loaded);
    const begun = new Set(leadsOf(sinks).filter((leadMs) => isStored && loaded.has(atField(leadMs))));

    return (progress: readonly LeadProgress[]): void => {
      const { now } = clock();
      const deliveries = progress.flatMap((each) => deliveriesOf(each, now));
      const main = progress.find(({ leadMs }) => leadMs === 0);
      let changes = main === undefined ? new Map<string, unknown>() : stored.changesTo(main.known);
      const isFirst = progress.some(({ leadMs }) => !begun.has(leadMs));
      const hasEvents = progress.some(({ events }) => events.length > 0);
      if (changes.size === 0 && !hasEvents && !isFirst) return;
      // Without a time, the state counts as empty, so its parts need not be written at once.
      if (!begun.has(0)) changes = writeInParts(changes);
      for (const { leadMs, known } of progress) {
        begun.add(leadMs);
        changes.set(atField(leadMs), known.at);
      }
      for (const delivery of deliveries) changes.set(deliveryField(delivery.id), delivery);
      writer.write(changes, () => {
        memory.learn(progress, deliveries);
        outbox.add(deliveries);
      });
    };
  }

  function writeInParts(changes: ReadonlyMap<string, unknown>): Map<string, unknown> {
    const entries = [...changes];
    while (entries.length > maxFieldsPerWrite) writer.write(new Map(entries.splice(0, maxFieldsPerWrite)));
    return new Map(entries);
  }

  return {
    start,

    /** How many deliveries each sink is owed. */
    owed: outbox.sizes,

    /** Ends the term at once. */
    close,

    /** Ends the term, after the attempts that run. What they found out is stored. */
    async finish(): Promise<void> {
      unfollow();
      await outbox.drain();
      await writer.settled();
      close();
    },
  };
}
