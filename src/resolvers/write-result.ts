import type { Failure } from "../domain/failures/failure.js";
import { GatewayError } from "../domain/failures/gateway-error.js";

/** An expected failure of a write is a member of its result union; a programming error goes on. */
export async function writeResult<Result>(write: Promise<Result>): Promise<Result | Failure> {
  try {
    return await write;
  } catch (error) {
    if (error instanceof GatewayError) return error.failure;
    throw error;
  }
}
