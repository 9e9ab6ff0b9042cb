import type { SourceEvent, WindowEvent } from "../../domain/events/maintenance-event.js";
import type { Interval } from "../../domain/time/intervals.js";
import type { Certainty } from "../../domain/windows/certainty.js";
import { currentCertainty } from "../../domain/windows/certainty.js";
import type { Notification } from "../notification.js";
import { isWindowNotification, occurrenceAt, occurrenceOf } from "../notification.js";
import type { NotificationType } from "../notification-type.js";
import type { SlackSink } from "../settings/sink-settings.js";
import { maxFallbackLength, maxFields, maxHeaderLength, maxValueLength } from "./constants.js";
import { intervalText, lengthText } from "./local-times.js";
import { markup, plainText, slackLink, slackText } from "./slack-text.js";

const headlines: Readonly<Record<NotificationType, string>> = {
  OPENS_SOON: "Maintenance window opens soon",
  OPENED: "Maintenance window opened",
  CLOSED: "Maintenance window closed",
  CREATED: "Maintenance window created",
  UPDATED: "Maintenance window changed",
  DELETED: "Maintenance window deleted",
  UNDERWAY_STARTED: "Maintenance is under way",
  UNDERWAY_ENDED: "Maintenance is no longer under way",
  SOURCE_FAILED: "Source cannot be read",
  SOURCE_RECOVERED: "Source can be read again",
};

const certaintyTexts: Readonly<Record<Certainty, string>> = {
  UNDERWAY: "Under way",
  DECLARED: "Announced",
  POSSIBLE: "Possible",
};

type MessageSettings = Pick<SlackSink, "timeZone" | "dashboardUrl">;

/** A fact of a message: its label and its value. Null if there is nothing to show. */
type Row = readonly [label: string, value: string] | null;

/** Returns the body of a Slack message. Titles and names are plain text, so that nobody formats the message or mentions people. */
export function slackMessage(notification: Notification, settings: MessageSettings): string {
  const headline = headlines[notification.type];
  const { title, rows, consoleUrl } = isWindowNotification(notification)
    ? windowFacts(notification, settings)
    : sourceFacts(notification.event as SourceEvent);
  const shown = rows.filter((row) => row !== null);
  const links = [
    slackLink("Open in the console", consoleUrl),
    slackLink("Open the dashboard", settings.dashboardUrl?.href ?? null),
  ].filter((link) => link !== null);
  const fallback = [`${headline}: ${title}`, ...shown.slice(0, 1).map(([, value]) => value)].join(" · ");
  return JSON.stringify({
    text: slackText(fallback, maxFallbackLength),
    mrkdwn: false,
    blocks: [
      { type: "header", text: plainText(`${headline}: ${title}`, maxHeaderLength) },
      ...sectionsOf(shown),
      ...(links.length === 0 ? [] : [{ type: "context", elements: [markup(links.join("  ·  "))] }]),
    ],
  });
}

function sectionsOf(rows: readonly (readonly [string, string])[]) {
  const fields = rows.flatMap(([label, value]) => [markup(`*${label}*`), plainText(value, maxValueLength)]);
  const count = Math.ceil(fields.length / maxFields);
  return Array.from({ length: count }, (_, index) => ({
    type: "section",
    fields: fields.slice(index * maxFields, (index + 1) * maxFields),
  }));
}

interface Facts {
  readonly title: string;
  readonly rows: readonly Row[];
  readonly consoleUrl: string | null;
}

function windowFacts(
  notification: Notification & { readonly event: WindowEvent },
  { timeZone }: MessageSettings,
): Facts {
  const { type, at, event } = notification;
  const { window, previous } = event;
  const occurrence = occurrenceOf(notification);
  const timesOf = (interval: Interval | null) =>
    interval === null ? "Never opens" : intervalText(interval, timeZone);
  const daily = window.schedule.recurrence === "DAILY" ? " (daily)" : "";
  const before = type === "UPDATED" && previous !== null ? previous : null;
  const earlier = before === null ? null : timesOf(occurrenceAt(before, at));
  const { changedBy } = event;
  return {
    title: window.title,
    consoleUrl: window.consoleUrl,
    rows: [
      ["When", `${timesOf(occurrence)}${daily}`],
      earlier === null || earlier === timesOf(occurrence) ? null : ["Before", earlier],
      before === null || before.title === window.title ? null : ["Previous title", before.title],
      occurrence === null ? null : ["Duration", lengthText(occurrence)],
      ["Certainty", certaintyTexts[currentCertainty(window)]],
      ["Source", `${window.sourceId} (${window.provider})`],
      changedBy === null ? null : ["Changed by", changedBy],
    ],
  };
}

function sourceFacts({ source, state, previousState, error }: SourceEvent): Facts {
  return {
    title: source.id,
    consoleUrl: null,
    rows: [
      ["State", `${state}, was ${previousState}`],
      ["Provider", [source.provider, source.accountId, source.region, source.site].filter(Boolean).join(" ")],
      error === null ? null : ["Reason", error.message],
    ],
  };
}
