import type { MaintenanceErrorCode } from "../generated/graphql.ts";

/** Fields of every failure of a write, including error types added after this client was built. */
export interface Failure {
  readonly __typename: string;
  readonly code: MaintenanceErrorCode;
  readonly message: string;
  readonly retryable: boolean;
}

/** Returns the failure, or null if the change was made. Checks a field of the interface, not type names. */
export function failureOf<Result extends object>(result: Result): Extract<Result, Failure> | null {
  return "code" in result ? (result as Extract<Result, Failure>) : null;
}

/** Returns the messages for one field of a form, for example `["input", "endsAt"]`. */
export function messagesAt(
  violations: readonly { readonly path: readonly string[]; readonly message: string }[],
  path: readonly string[],
): readonly string[] {
  return violations
    .filter((violation) => violation.path.join("\0") === path.join("\0"))
    .map(({ message }) => message);
}
