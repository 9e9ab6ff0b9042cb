import {
  escape as escapeText,
  ICalCalendar,
  ICalEventRepeatingFreq,
  ICalEventTransparency,
} from "ical-generator";
import { latestInstant } from "../../domain/time/instants.js";
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
  const header = newCalendar().toString().slice(0, -footer.length);
  yield { text: header, windows: 0 };
  let part = newCalendar();
  const written = () => ({
    text: part.toString().slice(header.length, -footer.length),
    windows: part.length(),
  });
  for (const window of windows) {
    const series = range === null ? seriesFrom(window.schedule, now) : seriesWithin(window.schedule, range);
    if (series === null) continue;
    part.createEvent(eventOf(window, series, now));
    if (part.length() < eventsPerPart) continue;
    yield written();
    part = newCalendar();
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

function eventOf(window: ScheduledWindow, { first, daily }: Series, now: Date) {
  return {
    // The library does not escape the id.
    id: escapeText(plain(window.id), false),
    stamp: now,
    start: first.startsAt,
    end: endOf(first.endsAt),
    ...(daily === null
      ? {}
      : {
          repeating: {
            freq: ICalEventRepeatingFreq.DAILY,
            ...(daily.until === null ? {} : { until: daily.until }),
          },
        }),
    summary: plain(window.title),
    description: plain(
      [`Source: ${window.sourceId}`, `Provider: ${window.provider}`, ...window.searchTexts].join("\n"),
    ),
    categories: [{ name: window.provider }],
    transparency: ICalEventTransparency.TRANSPARENT,
  };
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
