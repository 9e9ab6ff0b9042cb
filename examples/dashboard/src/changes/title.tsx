import type { Change } from "./change";
import { windowCount, words } from "./words";

interface TitleProps {
  readonly change: Change;
  /** Whether the form shows the result of undoing the change. */
  readonly isUndo: boolean;
}

/** Heading of the form, which names the dialog. */
export function Title({ change, isUndo }: TitleProps) {
  const { verb } = words[change.kind];
  return (
    <h2 id="change" tabIndex={-1}>
      {change.kind === "create" ? (
        "New maintenance window in Datadog"
      ) : (
        <>
          {isUndo ? `Undo: ${verb.toLowerCase()}` : verb}{" "}
          {change.windows.length === 1 ? (
            <bdi>{change.windows[0]?.title}</bdi>
          ) : (
            windowCount(change.windows.length)
          )}
        </>
      )}
    </h2>
  );
}
