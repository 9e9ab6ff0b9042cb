import type { Clock } from "../domain/time/clock.js";
import type { Connections } from "../inventory/configured-sources.js";
import type { Inventory } from "../inventory/inventory.js";
import type { SourceAnswer } from "../inventory/source-reads.js";
import type { OnUnexpected, Timer } from "../scheduling/timer.js";
import { createTimer } from "../scheduling/timer.js";
import { failureRetryMs, minReadIntervalMs } from "./constants.js";
import type { ReadContexts } from "./read-contexts.js";

/** A hold on sources. While somebody holds a source, the gateway reads it whenever its data is no longer fresh. */
export interface Watching {
  /** Resolves when each of the sources has been read once, or could not be. */
  readonly ready: Promise<void>;
  readonly release: () => void;
}

interface WatchedSource {
  /** The functions to call after each read, with the number of holds that share each. */
  readonly holders: Map<() => void, number>;
  readonly first: Promise<void>;
  readonly timer: Timer;
  answer: SourceAnswer | null;
  isReading: boolean;
  /** Whether the source changed during the read. */
  isReadAgain: boolean;
}

export type SourceWatch = ReturnType<typeof createSourceWatch>;

/** Keeps what is known of the watched sources. Calls providers as often as one client that polls, and not at all without watchers. */
export function createSourceWatch(
  connections: Pick<Connections, "sources">,
  inventory: Pick<Inventory, "readSource">,
  contexts: ReadContexts,
  clock: Clock,
  onUnexpected: OnUnexpected,
) {
  const watched = new Map<string, WatchedSource>();

  /** Reads a source. After an unexpected error, it is read again like after a failure. */
  async function read(id: string, entry: WatchedSource): Promise<void> {
    if (entry.isReading) {
      entry.isReadAgain = true;
      return;
    }
    entry.isReading = true;
    // Otherwise it would make a slow read seem out of date.
    entry.timer.clear();
    try {
      do {
        entry.isReadAgain = false;
        const source = connections.sources().find((each) => each.id === id);
        if (source !== undefined) entry.answer = await inventory.readSource(source, contexts.create());
      } while (entry.isReadAgain && entry.holders.size > 0);
    } finally {
      entry.isReading = false;
      if (entry.holders.size === 0) forget(id, entry);
      else if (watched.get(id) === entry) entry.timer.setIn(failureRetryMs);
    }
    if (watched.get(id) !== entry) return;
    entry.timer.setIn(nextReadInMs(entry.answer));
    for (const notify of entry.holders.keys()) {
      try {
        notify();
      } catch (error) {
        onUnexpected(error);
      }
    }
  }

  function forget(id: string, entry: WatchedSource): void {
    entry.timer.clear();
    if (watched.get(id) === entry) watched.delete(id);
  }

  function nextReadInMs(answer: SourceAnswer | null): number {
    const { reading = null } = answer ?? {};
    if (reading === null || reading.failure !== null) return failureRetryMs;
    return Math.max(minReadIntervalMs, reading.freshUntilMs - clock().steadyMs);
  }

  function begin(id: string): WatchedSource {
    const first = Promise.withResolvers<void>();
    const entry: WatchedSource = {
      holders: new Map(),
      first: first.promise,
      timer: createTimer(() => read(id, entry), onUnexpected),
      answer: null,
      isReading: false,
      isReadAgain: false,
    };
    watched.set(id, entry);
    read(id, entry).then(first.resolve, first.reject);
    return entry;
  }

  return {
    /** Watches sources. Calls `onRead` after each read of one of them, once for all holds with the same function. */
    watch(ids: readonly string[], onRead: () => void): Watching {
      const entries = ids.map((id) => [id, watched.get(id) ?? begin(id)] as const);
      for (const [, { holders }] of entries) holders.set(onRead, (holders.get(onRead) ?? 0) + 1);
      return {
        ready: Promise.all(entries.map(([, { first }]) => first)).then(() => {}),
        release() {
          for (const [id, entry] of entries) {
            const left = (entry.holders.get(onRead) ?? 1) - 1;
            if (left > 0) entry.holders.set(onRead, left);
            else entry.holders.delete(onRead);
            // The next stream joins a read in progress, so that streams that come and go cause only one.
            if (entry.holders.size === 0 && !entry.isReading) forget(id, entry);
          }
        },
      };
    },

    /** Returns the last answer of each watched source that was read, in the order of all lists. */
    answers(): ReadonlyMap<string, SourceAnswer> {
      const answers = new Map<string, SourceAnswer>();
      for (const { id } of connections.sources()) {
        const answer = watched.get(id)?.answer ?? null;
        if (answer !== null) answers.set(id, answer);
      }
      return answers;
    },

    /** Returns the watched sources that have not been read yet. */
    unreadIds: (): readonly string[] =>
      [...watched].flatMap(([id, { answer }]) => (answer === null ? [id] : [])),

    /** Reads a source again, because its cached content has changed. */
    contentChanged(id: string): void {
      const entry = watched.get(id);
      if (entry !== undefined) read(id, entry).catch(onUnexpected);
    },

    /**
     * Reads a source again, because a refresh of it has ended. The read for which it was made has its result already, and a failure
     * that is already known changes nothing.
     */
    refreshEnded(id: string, hasFailed: boolean): void {
      const entry = watched.get(id);
      if (entry === undefined || entry.isReading) return;
      if (!hasFailed || entry.answer?.reading?.failure === null) read(id, entry).catch(onUnexpected);
    },

    close(): void {
      for (const { timer } of watched.values()) timer.clear();
      watched.clear();
    },
  };
}
