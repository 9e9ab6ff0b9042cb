import type { DatadogWindow, FlinkWindow, Window } from "../names";
import type { Capabilities } from "../page-context";
import type { Change } from "./change";
import { reopeningExtension } from "./extensions";

/** A change that the page offers for some windows. */
export interface Action {
  readonly kind: Change["kind"];
  readonly label: string;
  readonly change: Change;
  /** Whether undoing the change cannot restore the window itself. */
  readonly isDestructive: boolean;
}

const verbs = {
  move: "Move",
  edit: "Edit",
  extend: "Extend",
  end: "End now",
  clone: "Clone",
  delete: "Delete",
} as const satisfies Partial<Record<Change["kind"], string>>;

type DatadogKind = Exclude<keyof typeof verbs, "move">;

/**
 * Changes that make sense for these windows and that the caller may make. Each is about the windows that it fits; its label says how many
 * if there are others.
 */
export function actionsFor(
  windows: readonly Window[],
  capabilitiesOf: (sourceId: string) => Capabilities,
  now: Date,
): readonly Action[] {
  const labelOf = (kind: keyof typeof verbs, fitting: readonly Window[]) =>
    fitting.length === windows.length
      ? `${verbs[kind]}…`
      : `${verbs[kind]} ${fitting.length} of ${windows.length}…`;
  const mayChange = ({ source }: Window) => capabilitiesOf(source.id).update;

  const movable = windows.filter(isMovable).filter(mayChange);
  const datadog = windows.filter(isDatadog);
  const fitting: Readonly<Record<DatadogKind, readonly DatadogWindow[]>> = {
    edit: datadog.filter(mayChange),
    extend: datadog.filter((window) => mayChange(window) && reopeningExtension(window.endsAt, now) !== null),
    end: datadog.filter((window) => mayChange(window) && isOpen(window, now)),
    clone: datadog.filter(({ source }) => capabilitiesOf(source.id).create),
    delete: datadog.filter(({ source }) => capabilitiesOf(source.id).delete),
  };
  const changes: readonly Exclude<Change, { readonly kind: "create" }>[] = [
    { kind: "move", windows: movable },
    ...datadogKinds.map((kind) => ({ kind, windows: fitting[kind] })),
  ];
  return changes
    .filter((change) => change.windows.length > 0)
    .map((change) => ({
      kind: change.kind,
      label: labelOf(change.kind, change.windows),
      change,
      isDestructive: change.kind === "delete",
    }));
}

const datadogKinds = ["edit", "extend", "end", "clone", "delete"] as const satisfies readonly DatadogKind[];

const isDatadog = (window: Window): window is DatadogWindow =>
  window.__typename === "DatadogMaintenanceWindow";

/** Other states than DELETING pass; until then, the gateway says why it refuses. */
const isMovable = (window: Window): window is FlinkWindow =>
  window.__typename === "FlinkMaintenanceWindow" && window.application.status !== "DELETING";

/** By its times, because its status is as old as the list. */
const isOpen = ({ startsAt, endsAt }: DatadogWindow, now: Date) =>
  Date.parse(startsAt) <= now.getTime() && now.getTime() < Date.parse(endsAt);
