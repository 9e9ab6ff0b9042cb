/** Runs one upstream call under the request's deadline and its own time limit, whichever ends first. */
export async function withinDeadline<Result>(
  requestSignal: AbortSignal,
  timeoutMs: number,
  call: (signal: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const signal = AbortSignal.any([requestSignal, AbortSignal.timeout(timeoutMs)]);
  if (signal.aborted) throw new DeadlineExceededError(false, signal.reason);
  let expire: () => void = () => {};
  const expired = new Promise<never>((_, reject) => {
    expire = () => reject(new DeadlineExceededError(true, signal.reason));
    signal.addEventListener("abort", expire, { once: true });
  });
  try {
    // A client that ignores its signal, say in the middle of a body, is not waited for.
    return await Promise.race([call(signal), expired]);
  } catch (error) {
    const isOurs = signal.aborted && !(error instanceof DeadlineExceededError);
    throw isOurs ? new DeadlineExceededError(true, error) : error;
  } finally {
    signal.removeEventListener("abort", expire);
  }
}

/** The time for an upstream call was over before its answer came. */
export class DeadlineExceededError extends Error {
  override readonly name = "DeadlineExceededError";

  constructor(
    /** Whether the call had begun, so that the request may have been sent. */
    readonly begun: boolean,
    cause: unknown,
  ) {
    super("The time for an upstream call was over.", { cause });
  }
}
