import type { Violation, ViolationCode } from "../../domain/failures/failure.js";

/** A broken rule of one field of the input. */
export function violation(field: string, code: ViolationCode, message: string): Violation {
  return { path: ["input", field], code, message };
}
