import type { Deadline } from "../upstream/deadlines.js";
import { DeadlineExceededError, waitFor } from "../upstream/deadlines.js";

/** A running read that concurrent callers share. */
interface Flight<Result> {
  readonly answer: Promise<Result>;
  /** How many callers still need the result. Callers that timed out count, because their retry finds it. */
  wanted: number;
  readonly cancel: () => void;
}

/**
 * Merges concurrent reads of the same key into one. When the clients of all its callers have disconnected, the read is
 * cancelled through the signal that it receives.
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

    /** Joins or starts the read without waiting. Ignores its failure, which the read itself must handle. */
    start(key: string, read: (cancelled: AbortSignal) => Promise<Result>): void {
      join(key, read).answer.catch(() => {});
    },

    isRunning: (key: string): boolean => flights.has(key),
  };
}
