import { escape as escapeText, ICalCalendar, ICalEventTransparency } from "ical-generator";
import { earliestInstant, instantText, latestInstant } from "../../domain/time/instants.js";
import type { Series } from "../../domain/time/recurrence-series.js";
import { seriesFrom, seriesWithin } from "../../domain/time/recurrence-series.js";
import { dayMs, secondMs } from "../../domain/time/units.js";
import type { ScheduledWindow } from "../../domain/windows/scheduled-window.js";
import { eventsPerPart, refreshSeconds } from "./constants.js";

export interface FeedOptions {
  readonly now: Date;
  /** Number of days from now; null for all events. */
  readonly days: number | null;
}

/** A part of a feed. All parts, one after another, are the feed. */
export interface FeedPart {
  /** iCalendar (RFC 5545). */
  readonly text: string;
  /** Number of windows that have an event in this part. */
  readonly windows: number;
}

/**
 * Writes the windows as one calendar, with an event for each window that has an occurrence in the period. It is written in parts,
 * so that a long calendar does not block the process.
 */
export function* writeFeed(
  windows: Iterable<ScheduledWindow>,
  { now, days }: FeedOptions,
): Generator<FeedPart> {
  const range = days === null ? null : { startsAt: now, endsAt: new Date(now.getTime() + days * dayMs) };
  yield { text: newCalendar().toString().slice(0, -footer.length), windows: 0 };
  let events: string[] = [];
  const written = () => ({ text: events.join(""), windows: events.length });
  for (const window of windows) {
    const series = range === null ? seriesFrom(window.schedule, now) : seriesWithin(window.schedule, range);
    if (series === null) continue;
    events.push(eventText(window, series, now));
    if (events.length < eventsPerPart) continue;
    yield written();
    events = [];
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

/** The lines of each window's event that do not depend on the time of the request. The library takes 50 µs to write them. */
const eventLines = new WeakMap<ScheduledWindow, string>();

function eventText(window: ScheduledWindow, { first, daily }: Series, now: Date): string {
  const lines = eventLines.get(window) ?? linesOf(window);
  eventLines.set(window, lines);
  const until = daily?.until ? `;UNTIL=${timeText(daily.until)}` : "";
  const rule = daily === null ? "" : `RRULE:FREQ=DAILY${until}\r\n`;
  return `BEGIN:VEVENT\r\nDTSTAMP:${timeText(now)}\r\nDTSTART:${timeText(first.startsAt)}\r\nDTEND:${timeText(endOf(first.endsAt))}\r\n${rule}${lines}`;
}

/** Returns the event's lines about the window itself, up to its end. */
function linesOf(window: ScheduledWindow): string {
  const calendar = newCalendar();
  calendar.createEvent({
    // The library does not escape the id.
    id: escapeText(plain(window.id), false),
    start: earliestInstant,
    summary: plain(window.title),
    description: plain(
      [`Source: ${window.sourceId}`, `Provider: ${window.provider}`, ...window.searchTexts].join("\n"),
    ),
    categories: [{ name: window.provider }],
    transparency: ICalEventTransparency.TRANSPARENT,
  });
  const text = calendar.toString();
  const event = text.slice(text.indexOf("BEGIN:VEVENT"), -footer.length);
  return event.replace(/^(?:BEGIN|DTSTAMP|DTSTART):.*\r\n/gm, "");
}

/** `20260131T220000Z` */
function timeText(instant: Date): string {
  return instantText(instant).replace(/[-:]|\.\d+/g, "");
}

/** Rounds up to a whole second, iCalendar's resolution, so that an occurrence is never cut short or empty. */
function endOf(endsAt: Date): Date {
  const endMs = Math.ceil(endsAt.getTime() / secondMs) * secondMs;
  return new Date(Math.min(endMs, latestInstant.getTime()));
}

/** Removes what iCalendar cannot represent: lone surrogates, and control characters other than tabs and line breaks. */
function plain(text: string): string {
  return text.toWellFormed().replace(otherLineBreaks, " ").replace(controlCharacters, "");
}

/** Some readers treat these characters as the end of a line, which would break the format. */
const otherLineBreaks = /[\u0085\u2028\u2029]/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: the expression matches control characters on purpose
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
