import type { MaintenanceWindowChangeInput } from "../graphql/graphql";
import type { DatadogWindow } from "../names";
import { shifted } from "../time";
import type { Answer, Row } from "./answers";
import { currentOf } from "./answers";

/**
 * The answer to a change that an earlier attempt may have made. If the window is already as wanted, or gone as wanted, the change
 * counts as made: otherwise a success would be shown as a failure, and could not be undone.
 */
export function settled({ input, before, answer, wasInDoubt }: Row): Answer {
  if (!wasInDoubt) return answer;
  // The attempt before may have made the change, whatever became of this one.
  if ("message" in answer && silent.includes(answer.__typename)) {
    return { ...answer, __typename: "Lost", isInDoubt: true };
  }
  if (before === null) return answer;
  const current = currentOf(answer);
  const { status, revision } = before;
  if (before.__typename === "FlinkMaintenanceWindow") {
    const { startTime, endTime } = before;
    if (current?.__typename !== before.__typename || current.startTime !== input.updateFlink?.startTime) {
      return answer;
    }
    const previous = { ...current, startTime, endTime, status, revision };
    return { __typename: "FlinkMaintenanceWindowChanged", ...updated, window: current, previous };
  }
  if (answer.__typename === "NotFoundError" && input.deleteDatadog) {
    return {
      __typename: "DatadogMaintenanceWindowDeleted",
      outcome: "DELETED",
      window: before,
      previous: before,
      warnings: [],
    };
  }
  if (current?.__typename !== before.__typename) return answer;
  const wanted = wantedOf(input, before, current);
  if (wanted.length === 0 || !wanted.every(([field, value]) => isSame(field, value, current))) return answer;
  // Undoing the change restores only what it changed, and keeps what somebody else has changed since.
  const restored = Object.fromEntries(wanted.map(([field]) => [field, before[field]]));
  const previous = { ...current, ...restored, status, revision };
  return { __typename: "DatadogMaintenanceWindowChanged", ...updated, window: current, previous };
}

/** Failures that say nothing about the window. */
const silent: readonly string[] = ["Lost", "ThrottledError", "AccessError", "UpstreamError"];

const updated = { outcome: "UPDATED", warnings: [] } as const;

const fields = ["name", "query", "startsAt", "endsAt"] as const;
type Field = (typeof fields)[number];

/** The values that the change gives the window; none if they are not known. */
function wantedOf(
  { updateDatadog, extendDatadog, endDatadog }: MaintenanceWindowChangeInput,
  before: DatadogWindow,
  current: DatadogWindow,
): readonly (readonly [Field, string])[] {
  if (extendDatadog) return [["endsAt", shifted(before.endsAt, extendDatadog.by, "UTC")]];
  // The time of an end is known only to the gateway.
  if (endDatadog) return current.status === "ENDED" ? [["endsAt", current.endsAt]] : [];
  return fields.flatMap((field) => {
    const value = updateDatadog?.[field];
    return typeof value === "string" ? [[field, value] as const] : [];
  });
}

function isSame(field: Field, value: string, current: DatadogWindow): boolean {
  if (field === "name" || field === "query") return value === current[field];
  // Datadog keeps whole seconds.
  const seconds = (time: string) => Math.floor(Date.parse(time) / 1000);
  return seconds(value) === seconds(current[field]);
}
