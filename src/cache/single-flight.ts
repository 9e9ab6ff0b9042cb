import type { Deadline } from "../upstream/deadlines.js";
import { DeadlineExceededError, waitFor } from "../upstream/deadlines.js";

/** A read that everyone who wants it at the same time waits for. */
interface Flight<Result> {
  readonly answer: Promise<Result>;
  /** How many still want the result. A caller that timed out counts: its retry will find the result. */
  wanted: number;
  readonly cancel: () => void;
}

/**
 * Reads once what several callers want at the same time, and cancels the read when all their clients have gone away. The
 * signal that a read receives tells it so.
 */
export function createSingleFlight<Result>() {
  const flights = new Map<string, Flight<Result>>();

  function join(key: string, read: (cancelled: AbortSignal) => Promise<Result>): Flight<Result> {
    const running = flights.get(key);
    if (running !== undefined) {
      running.wanted += 1;
      return running;
    }
    const cancellation = new AbortController();
    const end = () => {
      if (flights.get(key) === flight) flights.delete(key);
    };
    const flight: Flight<Result> = {
      answer: read(cancellation.signal).finally(end),
      wanted: 1,
      cancel() {
        end();
        cancellation.abort();
      },
    };
    flights.set(key, flight);
    return flight;
  }

  return {
    /** Joins or starts the read and waits for it until the deadline. */
    async wait(
      key: string,
      deadline: Deadline,
      read: (cancelled: AbortSignal) => Promise<Result>,
    ): Promise<Result> {
      const flight = join(key, read);
      try {
        return await waitFor(flight.answer, deadline);
      } catch (error) {
        if (error instanceof DeadlineExceededError && deadline.isCancelled()) {
          flight.wanted -= 1;
          if (flight.wanted === 0) flight.cancel();
        }
        throw error;
      }
    },

    /** Joins or starts the read without waiting. The read itself handles its failure. */
    start(key: string, read: (cancelled: AbortSignal) => Promise<Result>): void {
      join(key, read).answer.catch(() => {});
    },

    isRunning: (key: string): boolean => flights.has(key),
  };
}
