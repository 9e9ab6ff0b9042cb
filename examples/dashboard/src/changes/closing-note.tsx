import type { DatadogWindow } from "../names";

interface ClosingNoteProps {
  readonly kind: "end" | "delete";
  readonly windows: readonly DatadogWindow[];
}

/** Says what the end or the deletion of windows means. */
export function ClosingNote({ kind, windows }: ClosingNoteProps) {
  const [window, ...others] = windows;
  if (kind === "delete") {
    return <p>Undo creates the deleted windows again, with new ids, unless they had already ended.</p>;
  }
  return (
    <p>
      After the end, Datadog resumes notifications for cases that match{" "}
      {window !== undefined && others.length === 0 && window.query !== "" ? (
        <>
          “<bdi>{window.query}</bdi>”.
        </>
      ) : (
        "the queries of these windows."
      )}
    </p>
  );
}
