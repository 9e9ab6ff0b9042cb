import type { MaintenanceWindowChangeInput, UpdateDatadogMaintenanceWindowInput } from "../graphql/graphql";
import type { DatadogWindow } from "../names";
import { inputOf, instantOfInput, shifted, utcTimeOf } from "../time";
import type { Change } from "./change";
import type { Values } from "./values";
import { shiftOf } from "./values";

/** One input for each window of the change, in their order. A changed window always has the revision that the user saw. */
export function inputsOf(
  change: Change,
  values: Values,
  timeZone: string,
  now: Date,
): readonly MaintenanceWindowChangeInput[] {
  const { name, query, allowBroadQuery, idempotencyKey, by } = values;
  const instant = (local: string) => instantOfInput(local, timeZone) ?? "";
  const shift = (time: string) => shifted(time, shiftOf(values), timeZone);
  const entered = () => ({ startsAt: instant(values.startsAt), endsAt: instant(values.endsAt) });

  switch (change.kind) {
    case "create": {
      const { sourceId } = values;
      return [{ createDatadog: { sourceId, name, query, ...entered(), allowBroadQuery, idempotencyKey } }];
    }
    case "move": {
      const startTime = utcTimeOf(values.startTime, timeZone, now);
      return change.windows.map(({ id, revision }) => ({
        updateFlink: { id, startTime, ifRevision: revision },
      }));
    }
    case "clone": {
      const isOne = change.windows.length === 1;
      return change.windows.map((window, index) => ({
        createDatadog: {
          sourceId: window.source.id,
          name: isOne ? name : window.name,
          query: isOne ? query : window.query,
          ...(isOne ? entered() : { startsAt: shift(window.startsAt), endsAt: shift(window.endsAt) }),
          allowBroadQuery,
          idempotencyKey: `${idempotencyKey}-${index}`,
        },
      }));
    }
    case "edit": {
      const edited = change.windows.length === 1 ? editOfOne : editOfMany;
      return change.windows.map((window) => ({
        updateDatadog: {
          id: window.id,
          ...edited(window, values, timeZone),
          allowBroadQuery,
          ifRevision: window.revision,
        },
      }));
    }
    case "extend":
      return change.windows.map(({ id, revision }) => ({ extendDatadog: { id, by, ifRevision: revision } }));
    case "end":
      return change.windows.map(({ id, revision }) => ({ endDatadog: { id, ifRevision: revision } }));
    case "delete":
      return change.windows.map(({ id, revision }) => ({ deleteDatadog: { id, ifRevision: revision } }));
  }
}

type Edit = Pick<UpdateDatadogMaintenanceWindowInput, "name" | "query" | "startsAt" | "endsAt">;

/** The fields that differ from the window. Sending others would check values that the user does not change. */
function editOfOne(window: DatadogWindow, { name, query, startsAt, endsAt }: Values, timeZone: string): Edit {
  const time = (field: "startsAt" | "endsAt", local: string) =>
    local === inputOf(new Date(window[field]), timeZone)
      ? {}
      : { [field]: instantOfInput(local, timeZone) ?? "" };
  return {
    ...(name === window.name ? {} : { name }),
    ...(query === window.query ? {} : { query }),
    ...time("startsAt", startsAt),
    ...time("endsAt", endsAt),
  };
}

/** The fields that are filled in. */
function editOfMany(window: DatadogWindow, values: Values, timeZone: string): Edit {
  const query = values.query === "" ? {} : { query: values.query };
  if (values.times === "keep") return query;
  if (values.times === "shift") {
    const shift = (time: string) => shifted(time, shiftOf(values), timeZone);
    return { ...query, startsAt: shift(window.startsAt), endsAt: shift(window.endsAt) };
  }
  const startsAt = instantOfInput(values.startsAt, timeZone);
  const endsAt = instantOfInput(values.endsAt, timeZone);
  return { ...query, ...(startsAt && { startsAt }), ...(endsAt && { endsAt }) };
}
