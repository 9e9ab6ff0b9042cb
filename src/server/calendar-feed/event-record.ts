import { minuteMs, secondMs } from "../../domain/time/units.js";

/** Instants in this file are whole seconds since 1970, iCalendar's resolution. */
type Seconds = number;

/** An event as a source shows it now. */
export interface SeenEvent {
  /** A short hash of the event's UID. */
  readonly key: string;
  /** A hash of everything that the event shows, except for its times. */
  readonly content: string;
  /** The daily times, or whether maintenance is under way. Empty if `content` includes the times. */
  readonly times: string;
}

/** What the gateway remembers of an event. Providers do not report when a window was changed. */
export interface EventRecord extends Pick<SeenEvent, "content" | "times"> {
  /** When the gateway first saw these times. */
  readonly since: Seconds;
  /** When the gateway last saw the event change; null if it never did. */
  readonly revisedAt: Seconds | null;
}

/** Returns the record of an event that was seen at `seenAt`: the same one if nothing has changed. */
export function nextRecord(
  previous: EventRecord | undefined,
  { content, times }: SeenEvent,
  seenAt: Seconds,
  now: Seconds,
): EventRecord {
  if (previous === undefined) return { content, times, since: seenAt, revisedAt: null };
  const isSameTime = previous.times === times;
  if (isSameTime && previous.content === content) return previous;
  const since = isSameTime ? previous.since : seenAt;
  return { content, times, since, revisedAt: revisionAfter(previous, now) };
}

/**
 * Returns a revision after all earlier ones. It is not in the first two seconds of a minute. Revisions caused by time alone are always
 * in these seconds, so the two never coincide.
 */
function revisionAfter({ since, revisedAt }: EventRecord, now: Seconds): Seconds {
  const revision = Math.max(now, since + 1, (revisedAt ?? 0) + 1);
  return revision % secondsPerMinute < 2 ? revision + 2 : revision;
}

const secondsPerMinute = minuteMs / secondMs;

/** Returns the later of two records of an event, of which different replicas may have seen different changes. */
export function laterRecord(one: EventRecord, other: EventRecord): EventRecord {
  const lead = (other.revisedAt ?? 0) - (one.revisedAt ?? 0) || other.since - one.since;
  return lead > 0 ? other : one;
}
