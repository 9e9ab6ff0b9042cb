import type { Failure } from "../domain/failures/failure.js";
import { GatewayError } from "../domain/failures/gateway-error.js";

/** Returns an expected failure of a write as its result. Rethrows programming errors. */
export async function writeResult<Result>(write: Promise<Result>): Promise<Result | Failure> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof GatewayError) return error.failure;
    throw error;
  }
}
