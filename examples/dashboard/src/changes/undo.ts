import type { NotUndone, Row, Sent } from "./answers";
import { isChanged, isInDoubt, isMade } from "./answers";
import { inverseOf } from "./inverse";

/** What undoes a change. If nothing does, the answer says why: each row of the change stays in the result of its undo. */
export function undoOf(row: Row): Sent & { readonly answer?: NotUndone } {
  const { title, input, before, answer } = row;
  const inverse = inverseOf(answer);
  if (inverse !== null && isChanged(answer)) return { title, input: inverse, before: answer.window };
  return { title, input, before, answer: { __typename: "NotUndone", ...reasonOf(row) } };
}

function reasonOf({ answer, wasInDoubt }: Row): Omit<NotUndone, "__typename"> {
  if (isMade(answer)) {
    const message =
      answer.__typename === "DatadogMaintenanceWindowDeleted"
        ? "A window that has ended cannot be created again."
        : "The earlier values of the window are not known.";
    return { message, standing: "failed" };
  }
  if (!isChanged(answer) && (wasInDoubt || isInDoubt(answer))) {
    return {
      message: "The change may have been made, and was not undone. Check the list.",
      standing: "unknown",
    };
  }
  return { message: "No change was made, so there was nothing to undo.", standing: "unchanged" };
}
