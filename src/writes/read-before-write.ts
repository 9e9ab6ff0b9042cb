import { GatewayError, isNotFound } from "../domain/failures/gateway-error.js";
import { asNothingChanged } from "../domain/failures/unknown-outcome.js";

/** Runs a read that a write depends on. If the provider fails, the message says that nothing was changed. */
export async function readBeforeWrite<Result>(read: () => Promise<Result>): Promise<Result> {
  try {
    return await read();
  } catch (error) {
    const isFailedRead = error instanceof GatewayError && error.failure.provider !== null;
    if (!isFailedRead || isNotFound(error)) throw error;
    throw new GatewayError(asNothingChanged(error.failure), { cause: error, lostAnswer: error.lostAnswer });
  }
}
