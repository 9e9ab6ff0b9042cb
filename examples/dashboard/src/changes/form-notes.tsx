interface FormNotesProps {
  readonly timeZone: string;
  readonly pageTimeZone: string;
}

/** What the user must know about the form before its fields. */
export function FormNotes({ timeZone, pageTimeZone }: FormNotesProps) {
  if (timeZone === pageTimeZone) return null;
  return (
    <p className="notice careful" role="status">
      <span>
        Times in this form are in {timeZone}. The page now shows {pageTimeZone}.
      </span>
    </p>
  );
}
