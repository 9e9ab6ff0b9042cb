/** Thrown if no connection to the host, or to its proxy, was open in time. Nothing was sent. */
export class ConnectTimeoutError extends Error {
  override readonly name = "ConnectTimeoutError";

  constructor(timeoutMs: number) {
    super(`no connection was open after ${timeoutMs} ms`);
  }
}
