import type { FailureFragment, ViolationCode } from "../graphql/graphql";
import type { ChangeState } from "./use-change";

export type Violation = Extract<FailureFragment, { __typename: "ValidationError" }>["violations"][number];

/** Texts that replace gateway messages which name fields of the API. */
const words: Partial<Record<ViolationCode, string>> = {
  REQUIRED: "This field is required.",
  TOO_LONG: "This is too long.",
  BROAD_QUERY: "This query matches every case and mutes all notifications. Narrow it, or confirm below.",
  ENDS_BEFORE_START: "The end must be after the start.",
  ENDS_IN_PAST: "The end must be in the future.",
};

export function inWords({ code, message }: Violation): string {
  return words[code] ?? message;
}

/** Violations of one field. A path starts with the argument's name and ends with the field's. */
export function violationsOf(name: string, state: ChangeState): readonly Violation[] {
  if (state.step !== "refused" || state.failure.__typename !== "ValidationError") return [];
  return state.failure.violations.filter(({ path }) => path.at(-1) === name);
}
