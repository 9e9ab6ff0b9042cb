/**
 * Longest time without a byte. The gateway sends one at least every 3 seconds, and the page says that it is out of contact after 5.
 * A short interruption, from which the network recovers, does not cost a new connection.
 */
const longestSilenceMs = 15_000;

/** Fetches a stream, and ends it if it is silent for too long: a network can lose a connection without closing it. */
export async function fetchStream(
  input: RequestInfo | URL,
  init: RequestInit | undefined,
  onBytes: () => void,
): Promise<Response> {
  const silence = new AbortController();
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = () => clearTimeout(timer);
  const expectBytes = () => {
    stop();
    timer = setTimeout(
      () => silence.abort(new Error("The stream was silent for too long.")),
      longestSilenceMs,
    );
  };
  const signals = [silence.signal, ...(init?.signal ? [init.signal] : [])];
  init?.signal?.addEventListener("abort", stop);
  expectBytes();
  try {
    const response = await fetch(input, { ...init, signal: AbortSignal.any(signals) });
    const watched = new TransformStream<Uint8Array, Uint8Array>({
      transform(bytes, controller) {
        expectBytes();
        onBytes();
        controller.enqueue(bytes);
      },
      flush: stop,
    });
    return new Response(response.body?.pipeThrough(watched) ?? null, response);
  } catch (error) {
    stop();
    throw error;
  }
}
