import type { MaintenanceErrorCode } from "../generated/graphql.ts";

/** What every failure of a write has, also one of a type that the gateway learns after this client was built. */
export interface Failure {
  readonly __typename: string;
  readonly code: MaintenanceErrorCode;
  readonly message: string;
  readonly retryable: boolean;
}

/** Why nothing was changed; null where the change was made. Asks for the interface's field and no type by name. */
export function failureOf<Result extends object>(result: Result): Extract<Result, Failure> | null {
  return "code" in result ? (result as Extract<Result, Failure>) : null;
}

/** The texts to show at one field of a form, e.g. `["input", "endsAt"]`. */
export function messagesAt(
  violations: readonly { readonly path: readonly string[]; readonly message: string }[],
  path: readonly string[],
): readonly string[] {
  return violations
    .filter((violation) => violation.path.join("\0") === path.join("\0"))
    .map(({ message }) => message);
}
