import type { Answer, Row, Standing } from "./answers";
import { currentOf, isChanged, isInDoubt, standingOf, standings } from "./answers";
import type { Difference } from "./differences";
import { differencesOf, hoursOf } from "./differences";
import { windowCount } from "./words";

/** What the page shows about one change, or about many that look the same. */
export interface Entry {
  readonly titles: readonly string[];
  readonly standing: Standing;
  readonly differences: readonly Difference[];
  /** Warnings or errors of the API, verbatim. */
  readonly messages: readonly string[];
  /** What the page adds to them. */
  readonly notes: readonly string[];
}

/** Entries in the order of `standings`. Changes that look the same share one entry. */
export function entriesOf(rows: readonly Row[], timeZone: string, now: Date): readonly Entry[] {
  const entries = new Map<string, Entry>();
  for (const { title, answer } of rows) {
    const shown = shownOf(answer, timeZone, now);
    const key = JSON.stringify(shown);
    entries.set(key, { ...shown, titles: [...(entries.get(key)?.titles ?? []), title] });
  }
  return [...entries.values()].sort((a, b) => standings.indexOf(a.standing) - standings.indexOf(b.standing));
}

function shownOf(answer: Answer, timeZone: string, now: Date): Omit<Entry, "titles"> {
  const standing = standingOf(answer);
  if (isChanged(answer)) {
    const messages = [...new Set(answer.warnings.map(({ message }) => message))];
    const differences = standing === "unchanged" ? [] : differencesOf(answer, timeZone, now);
    return { standing, differences, messages, notes: [] };
  }
  return { standing, differences: [], messages: messagesOf(answer), notes: notesOf(answer, timeZone, now) };
}

function messagesOf(answer: Exclude<Answer, { readonly outcome: unknown }>): readonly string[] {
  if (answer.__typename !== "ValidationError" || answer.violations.length === 0) return [answer.message];
  return [...new Set(answer.violations.map(({ message }) => message))];
}

/** What helps after an error, beside its message. */
export function notesOf(answer: Answer, timeZone: string, now: Date): readonly string[] {
  const notes: string[] = [];
  if (isInDoubt(answer)) {
    notes.push("Sending it again is safe: it is not made twice.");
  }
  const current = currentOf(answer);
  if (current !== null) notes.push(`Now: ${hoursOf(current, timeZone, now)} (${timeZone}).`);
  if ("requestId" in answer && answer.requestId !== null) notes.push(`Request ID: ${answer.requestId}`);
  return notes;
}

/** Says how many changes there are of each kind: `10 windows: 8 moved, 1 unchanged, 1 failed`. */
export function summaryOf(rows: readonly Row[], isPreview: boolean, done: string): string {
  const count = (standing: Standing) => rows.filter(({ answer }) => standingOf(answer) === standing).length;
  const words: Readonly<Record<Standing, string>> = {
    changed: isPreview ? `will be ${done}` : done,
    unchanged: "unchanged",
    failed: isPreview ? "not possible" : "failed",
    unknown: "unknown",
  };
  const parts = (["changed", "unchanged", "failed", "unknown"] as const)
    .filter((standing) => count(standing) > 0)
    .map((standing) => `${count(standing)} ${words[standing]}`);
  return `${windowCount(rows.length)}: ${parts.join(", ")}`;
}
