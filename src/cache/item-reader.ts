import type { GatewayError } from "../domain/failures/gateway-error.js";
import type { Deadline } from "../upstream/deadlines.js";

/** Reads one item from its provider. */
export interface ItemReader<Result> {
  /** `readAtMs` is when the read begins, by the steady clock. */
  readonly read: (deadline: Deadline, readAtMs: number) => Promise<Result>;
  /** Returns the error for a caller whose deadline passes during the read. */
  readonly timeoutError: () => GatewayError;
}
