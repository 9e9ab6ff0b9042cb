import type { Deadline } from "../deadlines.js";
import { DeadlineExceededError, waitFor } from "../deadlines.js";

/** A read that all who want it at the same time wait for. */
interface SharedRead<Result> {
  readonly answer: Promise<Result>;
  /** How many want it. Who could wait no longer still does: it is read on for who asks next. */
  wanted: number;
  readonly cancel: () => void;
}

/**
 * Reads once what several want at the same time, and stops when all of them have gone away. The signal that a read is given
 * tells it so.
 */
export function createSharedReads<Result>() {
  const underWay = new Map<string, SharedRead<Result>>();

  function join(key: string, read: (cancelled: AbortSignal) => Promise<Result>): SharedRead<Result> {
    const begun = underWay.get(key);
    if (begun !== undefined) {
      begun.wanted += 1;
      return begun;
    }
    const cancellation = new AbortController();
    const end = () => {
      if (underWay.get(key) === shared) underWay.delete(key);
    };
    const shared: SharedRead<Result> = {
      answer: read(cancellation.signal).finally(end),
      wanted: 1,
      cancel() {
        end();
        cancellation.abort();
      },
    };
    underWay.set(key, shared);
    return shared;
  }

  return {
    /** Waits for the read until the deadline, and takes part in it at the longest until its client goes away. */
    async wait(
      key: string,
      deadline: Deadline,
      read: (cancelled: AbortSignal) => Promise<Result>,
    ): Promise<Result> {
      const shared = join(key, read);
      try {
        return await waitFor(shared.answer, deadline);
      } catch (error) {
        if (error instanceof DeadlineExceededError && deadline.isCancelled()) {
          shared.wanted -= 1;
          if (shared.wanted === 0) shared.cancel();
        }
        throw error;
      }
    },

    /** Nobody waits for it, and whether it fails is known to the read itself. */
    inBackground(key: string, read: (cancelled: AbortSignal) => Promise<Result>): void {
      join(key, read).answer.catch(() => {});
    },

    has: (key: string): boolean => underWay.has(key),
  };
}
