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
import { refreshSeconds } from "./constants.js";

export interface FeedOptions {
  readonly now: Date;
  /** How many days from now on; null for everything. */
  readonly days: number | null;
}

export interface Feed {
  /** iCalendar (RFC 5545). */
  readonly text: string;
  /** How many windows have an event in it. */
  readonly windows: number;
}

/** The windows as one calendar, with one event for each that opens. */
export function writeFeed(windows: Iterable<ScheduledWindow>, { now, days }: FeedOptions): Feed {
  const calendar = new ICalCalendar({
    prodId: { company: "Maintenance gateway", product: "Maintenance windows" },
    name: "Maintenance windows",
    ttl: refreshSeconds,
  });
  const range = days === null ? null : { startsAt: now, endsAt: new Date(now.getTime() + days * dayMs) };
  for (const window of windows) {
    const series = range === null ? seriesFrom(window.schedule, now) : seriesWithin(window.schedule, range);
    if (series !== null) calendar.createEvent(eventOf(window, series, now));
  }
  // The library ends the last line without a line break, which RFC 5545 wants of every line.
  return { text: `${calendar.toString()}\r\n`, windows: calendar.length() };
}

function eventOf(window: ScheduledWindow, { first, daily }: Series, now: Date) {
  return {
    // The library writes it as it is given.
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

/** iCalendar has whole seconds: an opening is shown as a little longer rather than shorter, and never as none. */
function endOf(endsAt: Date): Date {
  const endMs = Math.ceil(endsAt.getTime() / secondMs) * secondMs;
  return new Date(Math.min(endMs, latestInstant.getTime()));
}

/** As iCalendar can hold it: with no half a character, and no control characters other than tabs and line breaks. */
function plain(text: string): string {
  return text.toWellFormed().replace(otherLineBreaks, " ").replace(controlCharacters, "");
}

/** Some readers take them for the end of a line, which they are not here. */
const otherLineBreaks = /[\u0085\u2028\u2029]/g;

// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what it is about
const controlCharacters = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;
