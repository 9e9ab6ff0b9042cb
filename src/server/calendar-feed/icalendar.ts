import { escape as escapeText, ICalCalendar, ICalEventStatus, ICalEventTransparency } from "ical-generator";
import { meaningOf } from "../../datasources/registry.js";
import { earliestInstant, instantText, latestInstant } from "../../domain/time/instants.js";
import type { Series } from "../../domain/time/recurrence-series.js";
import { seriesFrom, seriesWithin } from "../../domain/time/recurrence-series.js";
import { dayMs, secondMs } from "../../domain/time/units.js";
import type { Certainty } from "../../domain/windows/certainty.js";
import type { ScheduledWindow } from "../../domain/windows/scheduled-window.js";
import { refreshSeconds, windowsPerPart } from "./constants.js";

export interface FeedOptions {
  readonly now: Date;
  /** Number of days from now; null for all events. */
  readonly days: number | null;
  /** The certainties of the events to include. */
  readonly certainties: readonly Certainty[];
  /** When each source was last read, by its id. */
  readonly readAt: ReadonlyMap<string, Date | null>;
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
    const text = underwayText(window, options) + scheduledText(window, options);
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

/** Returns the event of the window's schedule; nothing if it has no occurrence in the period. */
function scheduledText(window: ScheduledWindow, { now, days, certainties }: FeedOptions): string {
  if (!certainties.includes(window.scheduledCertainty)) return "";
  const series =
    days === null
      ? seriesFrom(window.schedule, now)
      : seriesWithin(window.schedule, { startsAt: now, endsAt: new Date(now.getTime() + days * dayMs) });
  return series === null ? "" : eventText(window, window.scheduledCertainty, series, now);
}

/**
 * Returns the event of maintenance that is under way. The provider reports no start and no end, so the event lasts from the read of
 * the source until the next refresh of the feed.
 */
function underwayText(window: ScheduledWindow, { now, certainties, readAt }: FeedOptions): string {
  if (window.isUnderway !== true || !certainties.includes("UNDERWAY")) return "";
  const fetchedAt = readAt.get(window.sourceId) ?? now;
  // Another replica can have read the source, with a clock that is ahead.
  const startsAt = fetchedAt < now ? fetchedAt : now;
  const endsAt = new Date(now.getTime() + refreshSeconds * secondMs);
  return eventText(window, "UNDERWAY", { first: { startsAt, endsAt }, daily: null }, now);
}

/** The lines of each window's events that do not depend on the time of the request. The library takes 50 µs to write them. */
const eventLines: Readonly<Record<Certainty, WeakMap<ScheduledWindow, string>>> = {
  UNDERWAY: new WeakMap(),
  DECLARED: new WeakMap(),
  POSSIBLE: new WeakMap(),
};

function eventText(
  window: ScheduledWindow,
  certainty: Certainty,
  { first, daily }: Series,
  now: Date,
): string {
  const lines = eventLines[certainty].get(window) ?? linesOf(window, certainty);
  eventLines[certainty].set(window, lines);
  const until = daily?.until ? `;UNTIL=${timeText(daily.until)}` : "";
  const rule = daily === null ? "" : `RRULE:FREQ=DAILY${until}\r\n`;
  return `BEGIN:VEVENT\r\nDTSTAMP:${timeText(now)}\r\nDTSTART:${timeText(first.startsAt)}\r\nDTEND:${timeText(endOf(first.endsAt))}\r\n${rule}${lines}`;
}

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
    id: escapeText(plain(`${window.id}${idSuffix}`), false),
    start: earliestInstant,
    summary: plain(`${window.title}${titleSuffix}`),
    description: plain(
      [
        meaningOf(window.provider, certainty),
        `Source: ${window.sourceId}`,
        `Provider: ${window.provider}`,
        ...window.searchTexts,
      ].join("\n"),
    ),
    categories: [{ name: window.provider }, { name: certainty }],
    ...availability,
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
