import { earliestInstant, isInstantText, latestInstant } from "./instants.js";

/** The instant that a text means, or what is wrong with the text and what to send instead. */
export type InstantInput = { readonly instant: Date } | { readonly problem: string };

const example = "2026-01-31T10:00:00Z";
const offsetExample = "2026-01-31T11:00:00+01:00";

const dateAndTime = /^(\d{4}-\d\d-\d\d)(?:[Tt ](.*))?$/s;
const timeAndOffset = /^(\d\d)(?::(\d\d)(?::(\d\d)(?:([.,])(\d+))?)?)?(.*)$/s;

/**
 * Parses an instant that a caller sends: RFC 3339, in which seconds can be omitted, `t` and `z` can be in lower case, and a space can
 * replace `T`. Other common forms are ambiguous, or name no instant.
 */
export function parseInstantInput(text: string): InstantInput {
  const [, date = "", time] = dateAndTime.exec(text) ?? [];
  if (date === "") return { problem: problemOfForm(text) };
  if (time === undefined) return problem("is a date without a time", "Add a time and a UTC offset", example);
  const [, hour = "", minute, second = "00", separator, fraction = "", zone = ""] =
    timeAndOffset.exec(time) ?? [];
  if (hour === "") return { problem: problemOfForm(text) };
  if (zone.includes("[") && zone.endsWith("]"))
    return problem(
      "has a time zone in brackets",
      'Send it without the brackets, with "Z" or a UTC offset',
      offsetExample,
    );
  if (text !== text.trim()) return problem("has white space at its start or end", "Send it without", example);
  if (minute === undefined)
    return /^[:.\d]/.test(zone) ? otherTime : problem("has no minutes in its time", "Add minutes", example);
  if (separator === ",")
    return problem("has a decimal comma", "Send a decimal point", "2026-01-31T10:00:00.5Z");
  if (!/^(?:[Zz]|[+-]\d\d:\d\d)$/.test(zone)) return { problem: problemOfZone(zone) };
  const normal = `${date}T${hour}:${minute}:${second}${fraction && `.${fraction}`}${zone.toUpperCase()}`;
  if (!isInstantText(normal)) return { problem: problemOfValue({ date, hour, minute, second }) };
  const instant = new Date(normal);
  if (instant >= earliestInstant && instant <= latestInstant) return { instant };
  return problem("is outside the years 0001 to 9999 in UTC", "Send an instant in that range", example);
}

function problem(what: string, remedy: string, instead: string): { readonly problem: string } {
  return { problem: `The value ${what}. ${remedy}, for example "${instead}".` };
}

const otherTime = problem(
  "has a time in another form than HH:MM or HH:MM:SS with an optional fraction",
  "Send it in that form",
  example,
);

/** The problem of a text that does not begin with a date and a time. */
function problemOfForm(text: string): string {
  const instead = `Send a date, "T", a time, and "Z" or a UTC offset, for example "${example}".`;
  if (/^[+-]?\d+(?:\.\d+)?$/.test(text)) return `The value is a number, such as a Unix timestamp. ${instead}`;
  if (/^(?:[+-]\d+|\d{5,})-\d\d-\d\d/.test(text))
    return `The value has a year with a sign or more than four digits. Send a year from 0001 to 9999, for example "${example}".`;
  if (text !== text.trim())
    return problem("has white space at its start or end", "Send it without", example).problem;
  return `The value is not an RFC 3339 instant. ${instead}`;
}

/** The problem of what follows the time. */
function problemOfZone(zone: string): string {
  if (zone === "")
    return `The value has no UTC offset. Add "Z" for UTC or an offset such as "+01:00", for example "${example}".`;
  if (/^[+-]\d{1,2}$/.test(zone))
    return `The value has a UTC offset without minutes. Add them after a colon, for example "${offsetExample}".`;
  if (/^[+-]\d{3,4}$/.test(zone))
    return `The value has a UTC offset without a colon. Add the colon, for example "${offsetExample}".`;
  if (/^[:.]/.test(zone)) return otherTime.problem;
  if (/^ ?[+-]/.test(zone) || /^ [Zz]/.test(zone))
    return `The value has a UTC offset in another form than "Z" or "+HH:MM". Send it in that form, for example "${offsetExample}".`;
  if (/^ \d\d:?\d\d$/.test(zone))
    return `The value has a space instead of the sign of its UTC offset. Send the sign, and write "+" as %2B in a URL, for example "${offsetExample}".`;
  return `The value has neither "Z" nor a UTC offset after its time. Send one of them and nothing else, for example "${offsetExample}".`;
}

interface TimeParts {
  readonly date: string;
  readonly hour: string;
  readonly minute: string;
  readonly second: string;
}

/** The problem of an instant in the right form of which a part does not exist. */
function problemOfValue({ date, hour, minute, second }: TimeParts): string {
  const existing = `Send an existing instant, for example "${example}".`;
  if (!isInstantText(`${date}T00:00:00Z`))
    return `The value has the date ${date}, which does not exist. ${existing}`;
  if (hour === "24")
    return `The value has the hour 24. Send "00:00" of the next day, for example "2026-02-01T00:00:00Z".`;
  if (hour > "23") return `The value has the hour ${hour}, which does not exist. ${existing}`;
  if (minute > "59") return `The value has the minute ${minute}, which does not exist. ${existing}`;
  if (second === "60")
    return `The value is a leap second, which is not supported. Send the second before or after it, for example "2016-12-31T23:59:59Z".`;
  if (second > "59") return `The value has the second ${second}, which does not exist. ${existing}`;
  return `The value has a UTC offset that does not exist. ${existing}`;
}
