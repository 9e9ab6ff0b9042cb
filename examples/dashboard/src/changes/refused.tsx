import { usePage } from "../page-context";
import type { Row } from "./answers";
import { isInDoubt } from "./answers";
import { notesOf } from "./entries";
import { violationsOf } from "./problems";

interface RefusedProps {
  readonly row: Row;
  readonly isPreview: boolean;
  /** Names of the fields that the form shows. They have their own messages. */
  readonly fields: readonly string[];
  readonly onContinue: () => void;
  readonly onRefresh: () => void;
}

/** Why the change of one window has no result, with the API's messages. */
export function Refused({ row, isPreview, fields, onContinue, onRefresh }: RefusedProps) {
  const { timeZone, now } = usePage();
  const { answer } = row;
  const isUnknown = isInDoubt(answer);
  const isConflict = answer.__typename === "ConflictError";
  const continueLabel = isConflict ? continueLabels[answer.reason] : null;
  return (
    <div
      className={`notice ${isUnknown || isConflict ? "careful" : "bad"}`}
      role="alert"
      data-outcome=""
      tabIndex={-1}
    >
      <div>
        <strong>{titleOf(row, isPreview, fields)}</strong>
        <ul className="messages">
          {messagesOf(row, fields).map((message) => (
            <li key={message}>{message}</li>
          ))}
        </ul>
        {notesOf(answer, timeZone, now).map((note) => (
          <p key={note}>
            <small>{note}</small>
          </p>
        ))}
      </div>
      {continueLabel && (
        <button type="button" onClick={onContinue}>
          {continueLabel}
        </button>
      )}
      {isUnknown && (
        <button type="button" onClick={onRefresh}>
          Refresh list
        </button>
      )}
    </div>
  );
}

/** Label of the button that resolves a conflict; null if there is nothing to choose. */
const continueLabels: Readonly<Record<string, string | null>> = {
  STALE_REVISION: "Continue with the current version",
  IDEMPOTENCY_KEY_REUSED: "Treat as a new window",
};

function titleOf(row: Row, isPreview: boolean, fields: readonly string[]): string {
  const isConflict = row.answer.__typename === "ConflictError";
  if (isInDoubt(row.answer) || (row.wasInDoubt && isConflict)) return "The change may have been made.";
  const invalid = new Set(violationsOf(row).map(({ path }) => path.at(-1) ?? ""));
  const count = fields.filter((field) => invalid.has(field)).length;
  if (count > 0) return count === 1 ? "Correct 1 field." : `Correct ${count} fields.`;
  return isPreview ? "The change is not possible." : "No change was made.";
}

/** The API's messages, except those that a field shows. */
function messagesOf(row: Row, fields: readonly string[]): readonly string[] {
  const violations = violationsOf(row);
  if (violations.length > 0) {
    const others = violations.filter(({ path }) => !fields.includes(path.at(-1) ?? ""));
    return [...new Set(others.map(({ message }) => message))];
  }
  return "message" in row.answer ? [row.answer.message] : [];
}
