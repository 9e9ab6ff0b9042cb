import type { Window } from "../names";
import { certaintyNames, statusNames } from "../names";

type State = Pick<Window, "certainty" | "status">;

/** What happens in a window now. Maintenance under way says more than whether the window is open. */
export function StatusBadge({ certainty, status }: State) {
  const name = certainty === "UNDERWAY" ? certaintyNames.UNDERWAY : statusNames[status];
  return <span className={`badge ${certainty} ${status}`}>{name}</span>;
}

/** How certain maintenance is in a window. */
export function CertaintyBadge({ certainty }: Pick<State, "certainty">) {
  return <span className={`badge certainty ${certainty}`}>{certaintyNames[certainty]}</span>;
}

/** Whether the certainty adds to the status. What was announced is a fact once it has started. */
export function isUncertain({ certainty, status }: State): boolean {
  return certainty === "POSSIBLE" || (certainty === "DECLARED" && status === "SCHEDULED");
}
