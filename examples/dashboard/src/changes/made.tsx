import { clockTime } from "../time";
import type { Changed } from "./answers";
import { standingOf } from "./answers";
import type { Change } from "./change";
import type { Side } from "./differences";
import { differencesOf, hoursOf } from "./differences";
import { words } from "./words";

interface MadeProps {
  readonly kind: Change["kind"];
  readonly changed: Changed;
  readonly timeZone: string;
  readonly now: Date;
}

/** Says in one line what happened to a window: `Ended Orders upgrade at 14:51 (Europe/Berlin, was 16:48)`. */
export function Made({ kind, changed, timeZone, now }: MadeProps) {
  const name = <bdi className="name">{changed.window.title}</bdi>;
  if (standingOf(changed) === "unchanged") return <>{name} was already so. Nothing was sent.</>;
  const { done } = words[kind];
  return (
    <>
      {done.charAt(0).toUpperCase() + done.slice(1)} {name}
      {timesOf(kind, changed, timeZone, now)}
    </>
  );
}

/** The new times in the zone, and those before: ` to 03:00 – 11:00 (Europe/Berlin, was 06:00 – 14:00)`. */
function timesOf(kind: Change["kind"], changed: Changed, timeZone: string, now: Date): string {
  const { window, previous } = changed;
  if (kind === "delete") return "";
  if (kind === "edit") {
    const changes = differencesOf(changed, timeZone, now).map(({ label }) => label.toLowerCase());
    return changes.length === 0 ? "" : `: ${changes.join(", ")}`;
  }
  const isEnd = kind === "end" || kind === "extend";
  const times = (side: Side) =>
    isEnd && side.__typename === "DatadogMaintenanceWindow"
      ? clockTime(side.endsAt, timeZone, now)
      : hoursOf(side, timeZone, now);
  const preposition = kind === "end" ? "at" : kind === "create" ? "for" : "to";
  const before = previous === null ? "" : `, was ${times(previous)}`;
  return ` ${preposition} ${times(window)} (${timeZone}${before})`;
}
