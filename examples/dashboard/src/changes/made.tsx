import { clockTime } from "../time";
import type { Changed } from "./answers";
import { standingOf } from "./answers";
import type { Change } from "./change";
import { hoursOf } from "./differences";
import { words } from "./words";

interface MadeProps {
  readonly kind: Change["kind"];
  readonly changed: Changed;
  readonly timeZone: string;
  readonly now: Date;
}

/** Says in one line what happened to a window: `Moved payments-fraud to 03:00 – 11:00 (Europe/Berlin)`. */
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

function timesOf(kind: Change["kind"], { window }: Changed, timeZone: string, now: Date): string {
  if (kind === "edit" || kind === "end" || kind === "delete") return "";
  const times =
    kind === "extend" && window.__typename === "DatadogMaintenanceWindow"
      ? clockTime(window.endsAt, timeZone, now)
      : hoursOf(window, timeZone, now);
  return ` ${kind === "create" ? "for" : "to"} ${times} (${timeZone})`;
}
