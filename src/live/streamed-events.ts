import { abortable } from "./abortable.js";

/** What keeps the stream of a subscription open, and what ends it. */
export interface OpenStream<Renewed> {
  /** Aborts when the stream must end. Its reason is the error with which the stream ends. */
  readonly signal: AbortSignal;
  /** Checks the caller again, before each event. Rejects if the stream must end. */
  readonly renew: () => Promise<Renewed>;
  /** Called once, when the stream has ended for any reason. */
  readonly close: () => void;
}

/**
 * Streams events until the client leaves or the stream must end. `prepare` gets the result of each renewal, before its event. Nothing
 * is opened before the first event is requested, so a stream that is dropped before that leaves nothing behind.
 */
export function streamedEvents<Event, Renewed>(
  open: () => OpenStream<Renewed>,
  eventsOf: () => AsyncIterableIterator<Event, void>,
  prepare: (renewed: Renewed) => void,
): AsyncIterableIterator<Event, void> {
  return abortable(async function* (signal) {
    const stream = open();
    const events = eventsOf();
    const end = () => void events.return?.();
    for (const each of [signal, stream.signal]) each.addEventListener("abort", end);
    try {
      if (!stream.signal.aborted) {
        for await (const event of events) {
          prepare(await stream.renew());
          yield event;
        }
      }
      stream.signal.throwIfAborted();
    } finally {
      for (const each of [signal, stream.signal]) each.removeEventListener("abort", end);
      stream.close();
    }
  });
}
