import { usePage } from "../page-context";
import type { Change } from "./change";
import { ClosingNote } from "./closing-note";
import { DatadogFields } from "./datadog-fields";
import { ExtendFields } from "./extend-fields";
import type { FieldsProps } from "./fields-props";
import { ManyFields } from "./many-fields";
import { MoveFields } from "./move-fields";
import type { Values } from "./values";

interface AllFieldsProps extends FieldsProps {
  readonly change: Change;
  /** Sources in which the caller may create windows. */
  readonly sourceIds: readonly string[];
}

/** The fields of one kind of change. */
export function Fields({ change, sourceIds, ...props }: AllFieldsProps) {
  const { timeZone, now } = usePage();
  switch (change.kind) {
    case "create":
      return <DatadogFields {...props} sourceIds={sourceIds} window={null} />;
    case "clone":
    case "edit": {
      const [window, ...others] = change.windows;
      if (others.length > 0) return <ManyFields {...props} kind={change.kind} />;
      return (
        <DatadogFields {...props} sourceIds={[]} window={change.kind === "edit" ? (window ?? null) : null} />
      );
    }
    case "extend":
      return <ExtendFields {...props} windows={change.windows} timeZone={timeZone} now={now} />;
    case "move":
      return <MoveFields {...props} windows={change.windows} timeZone={timeZone} now={now} />;
    case "end":
    case "delete":
      return <ClosingNote kind={change.kind} windows={change.windows} />;
  }
}

/** Names of the fields that the form shows, as in the paths of violations. */
export function shownFields(change: Change, values: Values): readonly string[] {
  switch (change.kind) {
    case "create":
      return ["sourceId", "name", "query", "startsAt", "endsAt"];
    case "clone":
    case "edit":
      if (change.windows.length === 1) return ["name", "query", "startsAt", "endsAt"];
      return change.kind === "edit"
        ? ["query", ...(values.times === "set" ? ["startsAt", "endsAt"] : [])]
        : [];
    case "extend":
      return ["by"];
    case "move":
      return ["startTime"];
    default:
      return [];
  }
}
