import type { Violation, ViolationCode } from "../../domain/failures/failure.js";

/** Returns the violation of one input field. */
export function violation(field: string, code: ViolationCode, message: string): Violation {
  return { path: ["input", field], code, message };
}
