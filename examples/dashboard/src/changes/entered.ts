import type { Change } from "./change";
import type { Values } from "./values";
import { firstValues } from "./values";

/** What the user has entered in a form. */
export interface Entered {
  readonly values: Values;
  /** What the form showed first. Values that differ are the user's. */
  readonly first: Values;
  /** The zone of all times in the form. It stays the same until the form is closed, whatever the page shows. */
  readonly timeZone: string;
  readonly openedAt: Date;
}

/** A form that was just opened. */
export function firstEntered(
  change: Change,
  sourceIds: readonly string[],
  timeZone: string,
  openedAt: Date,
  idempotencyKey: string,
): Entered {
  const first = firstValues(change, sourceIds, timeZone, openedAt, idempotencyKey);
  return { values: first, first, timeZone, openedAt };
}

const windowFields = ["name", "query", "startsAt", "endsAt", "startTime"] as const satisfies (keyof Values)[];

/**
 * Continues with the window as it is now. Fields that the user has not changed take its values: the old ones would revert what
 * someone else has changed. A form for many windows shows no values of one window.
 */
export function rebased(entered: Entered, change: Change): Entered {
  const { values, first, timeZone, openedAt } = entered;
  if (change.kind === "create" || change.windows.length > 1) return entered;
  const now = firstValues(change, [first.sourceId], timeZone, openedAt, first.idempotencyKey);
  const fields = windowFields.filter((field) => values[field] === first[field]);
  const untouched = Object.fromEntries(fields.map((field) => [field, now[field]]));
  return { ...entered, values: { ...values, ...untouched }, first: now };
}

/** Whether the user has entered anything. */
export function isEdited({ values, first }: Entered): boolean {
  const fields = Object.keys(first) as (keyof Values)[];
  return fields.some((field) => field !== "idempotencyKey" && values[field] !== first[field]);
}
