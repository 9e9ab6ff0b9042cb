interface FormNotesProps {
  readonly timeZone: string;
  readonly pageTimeZone: string;
  /** Whether the form continues with what was entered before it was closed. */
  readonly isRestored: boolean;
  readonly onStartAgain: () => void;
}

/** What the user must know about the form before its fields. */
export function FormNotes({ timeZone, pageTimeZone, isRestored, onStartAgain }: FormNotesProps) {
  return (
    <>
      {isRestored && (
        <div className="notice plain">
          <div id="restored">Your earlier entries are back.</div>
          <button type="button" onClick={onStartAgain}>
            Start again
          </button>
        </div>
      )}
      {timeZone !== pageTimeZone && (
        <p className="notice careful" role="status">
          <span>
            Times in this form are in {timeZone}. The page now shows {pageTimeZone}.
          </span>
        </p>
      )}
    </>
  );
}
