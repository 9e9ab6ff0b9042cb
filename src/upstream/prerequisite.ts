import type { Deadline } from "./deadlines.js";

/** What every call of a source needs before it is sent, such as credentials. Waiting for it takes no time from an attempt. */
export interface Prerequisite {
  /** Waits until the prerequisite is met. Throws if it cannot be met, or DeadlineExceededError. */
  readonly meet: (deadline: Deadline) => Promise<void>;
  /** Returns the error for a caller whose deadline passes meanwhile; null if the source is not waiting for it. */
  readonly pending: () => Error | null;
}

export const noPrerequisite: Prerequisite = { meet: async () => {}, pending: () => null };
