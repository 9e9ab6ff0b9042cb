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

/** A state of an event. */
export interface EventState extends Pick<SeenEvent, "content" | "times"> {
  /** When the gateway first saw these times. */
  readonly since: Seconds;
  /** When the gateway saw the event change to this state; null if it never saw it change. */
  readonly revisedAt: Seconds | null;
}

/** What the gateway remembers of an event. Providers do not report when a window was changed. */
export interface EventRecord extends EventState {
  /** When the source had been read that first showed this state, to the millisecond. */
  readonly readAt: number;
  /** The state before, which replicas show that have not read the source since; null for none. */
  readonly before: EventState | null;
}

/**
 * Returns the record of an event, as a source showed it when it was read at `readAt`: the same record if nothing has changed since, or
 * if this is an older read.
 */
export function nextRecord(
  known: EventRecord | undefined,
  event: SeenEvent,
  readAt: number,
  now: Seconds,
): EventRecord {
  const { content, times } = event;
  const seenAt = Math.floor(readAt);
  if (known === undefined) return { content, times, since: seenAt, revisedAt: null, readAt, before: null };
  const isOlderRead = readAt < known.readAt && isSame(known.before ?? noEvent, event);
  if (isSame(known, event) || isOlderRead) return known;
  return {
    content,
    times,
    since: known.times === times ? known.since : seenAt,
    revisedAt: revisionAfter(known, now),
    readAt,
    before: { content: known.content, times: known.times, since: known.since, revisedAt: known.revisedAt },
  };
}

/**
 * Returns the recorded state that equals an event as it was read, and when it ended. An older read shows the state before, as it was
 * until the change.
 */
export function stateOf(
  record: EventRecord,
  event: SeenEvent,
): { readonly state: EventState; readonly endedAt: Seconds | null } {
  const { before, revisedAt } = record;
  return before === null || isSame(record, event)
    ? { state: record, endedAt: null }
    : { state: before, endedAt: revisedAt };
}

function isSame(one: Pick<SeenEvent, "content" | "times">, other: SeenEvent): boolean {
  return one.content === other.content && one.times === other.times;
}

/** Maintenance that is not under way. */
const noEvent = { content: "", times: "" };

/**
 * Returns a revision after all earlier ones. It is not in the first two seconds of a minute. Revisions caused by time alone are always
 * in these seconds, so the two never coincide.
 */
function revisionAfter({ since, revisedAt }: EventState, now: Seconds): Seconds {
  const revision = Math.max(now, since + 1, (revisedAt ?? 0) + 1);
  return revision % secondsPerMinute < 2 ? revision + 2 : revision;
}

const secondsPerMinute = minuteMs / secondMs;

/** Returns the later of two records of an event, of which different replicas may have seen different changes. */
export function laterRecord(one: EventRecord, other: EventRecord): EventRecord {
  const lead = (other.revisedAt ?? 0) - (one.revisedAt ?? 0) || other.since - one.since;
  return lead > 0 ? other : one;
}
