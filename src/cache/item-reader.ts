import type { GatewayError } from "../domain/failures/gateway-error.js";
import type { Deadline } from "../upstream/deadlines.js";

/** How a request reads one thing from its provider. */
export interface ItemReader<Result> {
  readonly read: (deadline: Deadline) => Promise<Result>;
  /** The failure for a caller whose deadline passes during the read. */
  readonly timeoutError: () => GatewayError;
}
