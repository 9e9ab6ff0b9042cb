import type { ChangedFragment, FailureFragment, MaintenanceWindowChangeInput } from "../graphql/graphql";
import type { Window } from "../names";
import type { Change } from "./change";

/** A change that was made or previewed. */
export type Changed = ChangedFragment;

/** No answer with a result arrived, or nothing was sent. */
export interface Lost {
  readonly __typename: "Lost";
  readonly message: string;
  /** Whether the change may have been made nevertheless. */
  readonly isInDoubt: boolean;
}

/** An undo that was not sent, because nothing was changed or nothing can restore it. */
export interface NotUndone {
  readonly __typename: "NotUndone";
  readonly message: string;
  readonly standing: Standing;
}

/** What became of one change. */
export type Answer = Changed | FailureFragment | Lost | NotUndone;

/** One change to send. */
export interface Sent {
  readonly title: string;
  readonly input: MaintenanceWindowChangeInput;
  /** The window with the revision of the input; null for a new window. */
  readonly before: Window | null;
}

/** One change that was sent or previewed. */
export interface Row extends Sent {
  readonly answer: Answer;
  /** Whether an earlier attempt may have made the change. */
  readonly wasInDoubt: boolean;
}

/** In the order in which a list shows them. */
export const standings = ["failed", "unknown", "changed", "unchanged"] as const;
export type Standing = (typeof standings)[number];

export function isChanged(answer: Answer): answer is Changed {
  return "outcome" in answer;
}

/** Whether the change was made, and is no preview. */
export function isMade(answer: Answer): boolean {
  return isChanged(answer) && answer.outcome !== "VALIDATED" && answer.outcome !== "UNCHANGED";
}

export function standingOf(answer: Answer): Standing {
  if (isChanged(answer)) return isUnchanged(answer) ? "unchanged" : "changed";
  if (answer.__typename === "NotUndone") return answer.standing;
  return isInDoubt(answer) ? "unknown" : "failed";
}

function isUnchanged({ __typename, outcome, window, previous }: Changed): boolean {
  if (outcome === "UNCHANGED") return true;
  if (outcome !== "VALIDATED" || __typename === "DatadogMaintenanceWindowDeleted") return false;
  return previous?.revision === window.revision;
}

/** Whether the change may have been made although it has no result. */
export function isInDoubt(answer: Answer): boolean {
  if (answer.__typename === "Lost") return answer.isInDoubt;
  return answer.__typename === "UpstreamError" && answer.outcomeUnknown;
}

/** The window as it is now, if the change failed because it had changed. */
export function currentOf(answer: Answer): Window | null {
  return answer.__typename === "ConflictError" && answer.reason === "STALE_REVISION" ? answer.current : null;
}

/**
 * Whether the change can be sent again without a new decision of the user. If it is in doubt, exactly the same is sent: it contains
 * the revision that it is about, or an idempotency key. After a conflict, the change of the current window is sent, but not if an
 * earlier attempt may have made it: an extension would extend the window twice. An undo restores only what nobody has changed since.
 */
export function canRepeat({ answer, wasInDoubt }: Row, isUndo: boolean): boolean {
  if (isChanged(answer) || answer.__typename === "NotUndone") return false;
  if (answer.__typename === "Lost") return true;
  if (currentOf(answer) !== null) return !wasInDoubt && !isUndo;
  return answer.retryable || isInDoubt(answer);
}

/** Replaces the windows that had changed by the current ones. */
export function withCurrent(change: Change, rows: readonly Row[]): Change {
  if (change.kind === "create") return change;
  const current = (index: number) => {
    const row = rows[index];
    return row === undefined ? null : currentOf(row.answer);
  };
  if (change.kind === "move") {
    const windows = change.windows.map((window, index) => {
      const now = current(index);
      return now?.__typename === "FlinkMaintenanceWindow" ? now : window;
    });
    return { ...change, windows };
  }
  const windows = change.windows.map((window, index) => {
    const now = current(index);
    return now?.__typename === "DatadogMaintenanceWindow" ? now : window;
  });
  return { ...change, windows };
}
