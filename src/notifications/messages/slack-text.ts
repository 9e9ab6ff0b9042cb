import { maxLinkLength } from "./constants.js";

/** A text in which Slack formats nothing: neither stars and underscores, nor mentions, links and emoji. */
export interface PlainText {
  readonly type: "plain_text";
  readonly text: string;
  readonly emoji: false;
}

/** A text in Slack's markup. It must not contain texts of others. */
export interface MarkupText {
  readonly type: "mrkdwn";
  readonly text: string;
  readonly verbatim: true;
}

const escapes: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;" };

/** Characters that change the direction of text. They could make a title look like a different one. */
const directions = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Escapes a text of others, in one line, without characters that Slack could reject. Shortens it to the number of characters after escaping. */
export function slackText(text: string, maxLength: number): string {
  let escaped = "";
  const line = text
    .toWellFormed()
    .replaceAll(directions, "")
    .replaceAll(/[\s\p{Cc}]+/gu, " ");
  for (const character of line.trim()) {
    const next = escapes[character] ?? character;
    if (escaped.length + next.length >= maxLength) return `${escaped}…`;
    escaped += next;
  }
  return escaped;
}

export function plainText(text: string, maxLength: number): PlainText {
  // Slack rejects an empty text.
  return { type: "plain_text", text: slackText(text, maxLength) || "–", emoji: false };
}

export function markup(text: string): MarkupText {
  return { type: "mrkdwn", text, verbatim: true };
}

/** Returns a link in Slack's markup; null without a URL, or if it is too long. */
export function slackLink(label: string, url: string | null): string | null {
  if (url === null) return null;
  const escaped = url
    .replaceAll("&", "&amp;")
    .replaceAll(/[<>|\s]/g, (character) => encodeURIComponent(character));
  return escaped.length > maxLinkLength ? null : `<${escaped}|${label}>`;
}
