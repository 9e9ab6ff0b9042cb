/**
 * Makes a generator that waits for the signal an iterable whose `return` ends the wait. The `return` of a generator itself would be
 * delayed until the wait ends, and a stream whose client has left would stay open until the next event.
 */
export function abortable<Value>(
  generate: (signal: AbortSignal) => AsyncGenerator<Value, void>,
): AsyncIterableIterator<Value, void> {
  const aborted = new AbortController();
  const generator = generate(aborted.signal);
  return {
    next: () => generator.next(),
    return() {
      aborted.abort();
      return generator.return();
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Waits for shared work until the signal aborts. The work continues after that. */
export async function unlessAborted(work: Promise<void>, signal: AbortSignal): Promise<void> {
  const { promise: aborted, resolve } = Promise.withResolvers<void>();
  const abort = () => resolve();
  signal.addEventListener("abort", abort);
  if (signal.aborted) abort();
  await Promise.race([work, aborted]).finally(() => signal.removeEventListener("abort", abort));
}
