/** Longest time without a byte of a stream, in milliseconds. The gateway sends a comment every 3 seconds. */
const longestSilenceMs = 10_000;

/** Returns a `fetch` for streams. A stream fails if nothing arrives for too long: a lost connection can look like a silent one. */
export function fetchWhileAlive(fetch: typeof globalThis.fetch, silenceMs = longestSilenceMs): typeof fetch {
  return async (input, init) => {
    const silent = new AbortController();
    let timeout: ReturnType<typeof setTimeout> | undefined;
    const stop = () => clearTimeout(timeout);
    const expectBytes = () => {
      stop();
      if (init?.signal?.aborted) return;
      timeout = setTimeout(() => silent.abort(new Error("The stream is silent.")), silenceMs);
    };
    init?.signal?.addEventListener("abort", stop);
    expectBytes();
    try {
      const signal = init?.signal ? AbortSignal.any([init.signal, silent.signal]) : silent.signal;
      const response = await fetch(input, { ...init, signal });
      const watched = new TransformStream<Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>>({
        transform(bytes, output) {
          expectBytes();
          output.enqueue(bytes);
        },
        flush: stop,
      });
      return new Response(response.body?.pipeThrough(watched) ?? null, response);
    } catch (error) {
      stop();
      throw error;
    }
  };
}
