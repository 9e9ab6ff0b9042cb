import type { FailureFragment, ViolationCode } from "../graphql/graphql";
import type { ChangeState } from "./use-change";

export type Violation = Extract<FailureFragment, { __typename: "ValidationError" }>["violations"][number];

/** For whom the gateway's own words, which name the API's fields, would be strange. */
const words: Partial<Record<ViolationCode, string>> = {
  REQUIRED: "This is needed.",
  TOO_LONG: "This is too long.",
  BROAD_QUERY:
    "This is about every case, so that nobody would be notified of any. Narrow it, or say that it is meant.",
  ENDS_BEFORE_START: "It must close after it opens.",
  ENDS_IN_PAST: "It must close in the future.",
};

export function inWords({ code, message }: Violation): string {
  return words[code] ?? message;
}

/** Of one field: paths begin with the argument's name, and end with the field's. */
export function violationsOf(name: string, state: ChangeState): readonly Violation[] {
  if (state.step !== "refused" || state.failure.__typename !== "ValidationError") return [];
  return state.failure.violations.filter(({ path }) => path.at(-1) === name);
}
