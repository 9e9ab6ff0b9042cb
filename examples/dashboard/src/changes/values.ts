import { inputOf, localTime, shifted, weeksToFuture } from "../time";
import type { Change } from "./change";
import { extensions, reopeningExtension } from "./extensions";

/** Values of the form. Each kind of change uses some of them. */
export interface Values {
  readonly sourceId: string;
  readonly name: string;
  readonly query: string;
  readonly allowBroadQuery: boolean;
  /** Local times, as in the form's fields. */
  readonly startsAt: string;
  readonly endsAt: string;
  /** How the times of many windows change. */
  readonly times: "keep" | "set" | "shift";
  readonly shiftCount: string;
  readonly shiftUnit: ShiftUnit;
  readonly isEarlier: boolean;
  /** Duration of an extension. */
  readonly by: string;
  /** Local time at which Flink windows start. */
  readonly startTime: string;
  /** Sent with every attempt of this form, so that repeats create each window only once. */
  readonly idempotencyKey: string;
}

export const shiftUnits = { minutes: "M", hours: "H", days: "D", weeks: "W" } as const;
export type ShiftUnit = keyof typeof shiftUnits;

/** The duration that the form describes, as in ISO 8601. */
export function shiftOf({ shiftCount, shiftUnit, isEarlier }: Values): string {
  const isTime = shiftUnit === "minutes" || shiftUnit === "hours";
  return `${isEarlier ? "-" : ""}P${isTime ? "T" : ""}${shiftCount}${shiftUnits[shiftUnit]}`;
}

const hourMs = 3_600_000;

/** What the form shows first. */
export function firstValues(
  change: Change,
  sourceIds: readonly string[],
  timeZone: string,
  now: Date,
  idempotencyKey: string,
): Values {
  const nextHour = new Date(Math.ceil(now.getTime() / hourMs) * hourMs);
  const values: Values = {
    sourceId: sourceIds[0] ?? "",
    name: "",
    query: "",
    allowBroadQuery: false,
    startsAt: inputOf(nextHour, timeZone),
    endsAt: inputOf(new Date(nextHour.getTime() + 2 * hourMs), timeZone),
    times: "keep",
    shiftCount: "1",
    shiftUnit: "weeks",
    isEarlier: false,
    by: "PT1H",
    startTime: "",
    idempotencyKey,
  };
  if (change.kind === "create") return values;
  if (change.kind === "move") {
    const startTimes = new Set(change.windows.map(({ startTime }) => localTime(startTime, timeZone, now)));
    const [startTime = ""] = startTimes;
    return startTimes.size === 1 ? { ...values, startTime } : values;
  }
  if (change.kind === "extend") {
    const ends = change.windows.map(({ endsAt }) => endsAt);
    const firstEnd = ends.reduce((first, end) => (end < first ? end : first), ends[0] ?? "");
    return { ...values, by: reopeningExtension(firstEnd, now) ?? extensions.at(-1)?.duration ?? values.by };
  }
  const [window, ...others] = change.windows;
  if (window === undefined || others.length > 0) return { ...values, startsAt: "", endsAt: "" };
  const { name, query, startsAt, endsAt } = window;
  // A clone has the same hours on the same weekday, in the future.
  const by = change.kind === "clone" ? `P${weeksToFuture(startsAt, now)}W` : "P0D";
  const local = (instant: string) => inputOf(new Date(shifted(instant, by, timeZone)), timeZone);
  return { ...values, name, query, startsAt: local(startsAt), endsAt: local(endsAt) };
}
