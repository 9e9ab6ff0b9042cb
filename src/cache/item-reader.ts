import type { GatewayError } from "../domain/failures/gateway-error.js";
import type { Deadline } from "../upstream/deadlines.js";

/** Reads one item from its provider. */
export interface ItemReader<Result> {
  readonly read: (deadline: Deadline) => Promise<Result>;
  /** Returns the error for a caller whose deadline passes during the read. */
  readonly timeoutError: () => GatewayError;
}
