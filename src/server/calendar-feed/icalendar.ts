import { escape as escapeText, ICalCalendar, ICalEventStatus, ICalEventTransparency } from "ical-generator";
import { meaningOf } from "../../datasources/registry.js";
import { fingerprintOf } from "../../domain/fingerprints.js";
import { earliestInstant } from "../../domain/time/instants.js";
import type { Schedule } from "../../domain/time/schedules.js";
import { secondMs } from "../../domain/time/units.js";
import type { Certainty } from "../../domain/windows/certainty.js";
import type { ScheduledWindow } from "../../domain/windows/scheduled-window.js";
import { refreshSeconds, windowsPerPart } from "./constants.js";
import type { EventRecord, SeenEvent } from "./event-record.js";
import { nextRecord, stateOf } from "./event-record.js";
import { scheduledTimes, secondsOf, underwayTimes } from "./event-times.js";
import { plainText } from "./plain-text.js";
import { timeLines } from "./time-lines.js";

export interface FeedOptions {
  readonly now: Date;
  /** Number of days from now; null for all events. */
  readonly days: number | null;
  /** The certainties of the events to include. */
  readonly certainties: readonly Certainty[];
  /** What is remembered of the events of each source, by source id and by the event's key. */
  readonly records: ReadonlyMap<string, ReadonlyMap<string, EventRecord>>;
}

/** A part of a feed. All parts, one after another, are the feed. */
export interface FeedPart {
  /** iCalendar (RFC 5545). */
  readonly text: string;
  /** Number of windows that have an event in this part. */
  readonly windows: number;
}

/**
 * Writes the windows as one calendar, with an event for each window that has an occurrence in the period, and one for each whose
 * maintenance is under way. It is written in parts, so that a long calendar does not block the process.
 */
export function* writeFeed(windows: Iterable<ScheduledWindow>, options: FeedOptions): Generator<FeedPart> {
  yield { text: newCalendar().toString().slice(0, -footer.length), windows: 0 };
  let texts: string[] = [];
  const written = () => ({ text: texts.join(""), windows: texts.length });
  for (const window of windows) {
    let text = "";
    for (const event of eventsOf(window)) text += eventText(event, window, options);
    if (text === "") continue;
    texts.push(text);
    if (texts.length < windowsPerPart) continue;
    yield written();
    texts = [];
  }
  yield written();
  // RFC 5545 requires a line break after every line; the library omits the last one.
  yield { text: `${footer}\r\n`, windows: 0 };
}

const footer = "END:VCALENDAR";

function newCalendar(): ICalCalendar {
  return new ICalCalendar({
    prodId: { company: "Maintenance gateway", product: "Maintenance windows" },
    name: "Maintenance windows",
    ttl: refreshSeconds,
  });
}

/** An event of a window, without what depends on the time of the request and on the event's record. */
export interface WindowEvent extends SeenEvent {
  readonly certainty: Certainty;
  /** The lines about the window itself, up to the event's end. Empty if there is no event. */
  readonly lines: string;
}

/** The events of each window. The library takes 50 µs to write one. */
const knownEvents = new WeakMap<ScheduledWindow, readonly WindowEvent[]>();

/** Returns the events that a window has, or can have had. */
export function eventsOf(window: ScheduledWindow): readonly WindowEvent[] {
  let events = knownEvents.get(window);
  if (events === undefined) {
    // If it is unknown whether maintenance is under way, what is remembered of it stays as it is.
    events = [...(window.isUnderway === null ? [] : [underwayEvent(window)]), scheduledEvent(window)];
    knownEvents.set(window, events);
  }
  return events;
}

function scheduledEvent(window: ScheduledWindow): WindowEvent {
  const { id, schedule, scheduledCertainty: certainty } = window;
  const lines = linesOf(window, certainty);
  const [times, onlyTime] = timesOf(schedule);
  return {
    certainty,
    key: fingerprintOf(id),
    content: fingerprintOf(revisedLines(lines), onlyTime),
    times,
    lines,
  };
}

/** Returns the times of a daily schedule, or else those of a one-time schedule. */
function timesOf(schedule: Schedule): readonly [daily: string, once: string] {
  return schedule.recurrence === "DAILY"
    ? [`${schedule.startTime}-${schedule.endTime}`, ""]
    : ["", `${schedule.startsAt.getTime()}-${schedule.endsAt.getTime()}`];
}

function underwayEvent(window: ScheduledWindow): WindowEvent {
  const certainty = "UNDERWAY";
  const key = fingerprintOf(`${window.id}${looks.UNDERWAY.idSuffix}`);
  if (window.isUnderway !== true) return { certainty, key, content: "", times: "", lines: "" };
  const lines = linesOf(window, certainty);
  return { certainty, key, content: fingerprintOf(revisedLines(lines)), times: "now", lines };
}

/** Returns the lines whose change makes a new version of an event. The URL changes only with the configuration or the gateway's release. */
function revisedLines(lines: string): string {
  return lines.replace(/^URL;.*\r\n(?: .*\r\n)*/m, "");
}

/** Returns an event; an empty text if it is not in the feed. */
function eventText(
  event: WindowEvent,
  { sourceId, schedule }: ScheduledWindow,
  { now, days, certainties, records }: FeedOptions,
): string {
  if (event.lines === "" || !certainties.includes(event.certainty)) return "";
  const record =
    records.get(sourceId)?.get(event.key) ?? nextRecord(undefined, event, secondsOf(now), secondsOf(now));
  // Without `days`, the text of a window's own event does not depend on the time.
  const shownAt = days === null && event.certainty !== "UNDERWAY" ? null : now;
  let known = knownTexts.get(event);
  if (known?.record !== record || known.shownAt !== shownAt || known.days !== days) {
    const { state, endedAt } = stateOf(record, event);
    // A state that has ended shows the time until then, so that its revision is never that of a later state.
    const at = endedAt === null ? now : new Date(Math.min(now.getTime(), (endedAt - 1) * secondMs));
    const times =
      event.certainty === "UNDERWAY" ? underwayTimes(state, at) : scheduledTimes(schedule, state, at, days);
    const text = times === null ? "" : `BEGIN:VEVENT\r\n${timeLines(times)}${event.lines}`;
    known = { record, shownAt, days, text };
    knownTexts.set(event, known);
  }
  return known.text;
}

interface KnownText extends Pick<FeedOptions, "days"> {
  readonly record: EventRecord;
  /** The time of the request; null if the text does not depend on it. */
  readonly shownAt: Date | null;
  readonly text: string;
}

/** The text of each event as it was last written. A feed is written twice: to measure it, and to send it. */
const knownTexts = new WeakMap<WindowEvent, KnownText>();

const busy = { transparency: ICalEventTransparency.OPAQUE, status: ICalEventStatus.CONFIRMED };

/** How events show their certainty. */
const looks = {
  UNDERWAY: { idSuffix: "#underway", titleSuffix: " (under way)", availability: busy },
  DECLARED: { idSuffix: "", titleSuffix: "", availability: busy },
  POSSIBLE: {
    idSuffix: "",
    titleSuffix: " (possible)",
    // Outlook shows the time as free, and Thunderbird in a lighter colour.
    availability: { transparency: ICalEventTransparency.TRANSPARENT, status: ICalEventStatus.TENTATIVE },
  },
};

/** Returns the event's lines about the window itself, up to its end. */
function linesOf(window: ScheduledWindow, certainty: Certainty): string {
  const { idSuffix, titleSuffix, availability } = looks[certainty];

  const calendar = newCalendar();
  calendar.createEvent({
    // The library does not escape the id.
    id: escapeText(plainText(`${window.id}${idSuffix}`), false),
    start: earliestInstant,
    summary: plainText(`${window.title}${titleSuffix}`),
    description: plainText(
      [
        meaningOf(window.provider, certainty),
        `Source: ${window.sourceId}`,
        `Provider: ${window.provider}`,
        ...window.searchTexts,
      ].join("\n"),
    ),
    categories: [{ name: window.provider }, { name: certainty }],
    url: window.consoleUrl,
    ...availability,
  });
  const text = calendar.toString();
  const event = text.slice(text.indexOf("BEGIN:VEVENT"), -footer.length);
  return event.replace(/^(?:BEGIN|SEQUENCE|DTSTAMP|DTSTART):.*\r\n/gm, "");
}
