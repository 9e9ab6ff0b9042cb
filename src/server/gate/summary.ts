import { instantText } from "../../domain/time/instants.js";
import type { MaintenanceReason } from "../../domain/verdict/candidates.js";
import type { MaintenanceAt } from "../../inventory/inventory.js";
import { maxTitleLength, maxTitles } from "./constants.js";

/** Returns the verdict as one line for people. It begins with a fixed word, so that no title can be a command to the reader of a log. */
export function summaryOf(
  { verdict, opensAt, reasons, missing }: MaintenanceAt,
  until: Date | null,
  nextChangeAt: Date | null,
): string {
  const [firstGap] = missing;
  switch (verdict) {
    case "CLEAR":
      return nextChangeAt === null ? "Clear." : `Clear until ${shortText(nextChangeAt)}.`;
    case "IN_MAINTENANCE": {
      const from = opensAt === null ? "" : ` from ${shortText(opensAt)}`;
      const to = until === null ? " with no known end" : ` until ${shortText(until)}`;
      return `In maintenance${from}${to}: ${titlesOf(reasons)}.`;
    }
    case "UNKNOWN": {
      const more = missing.length > 1 ? ` (and ${missing.length - 1} more)` : "";
      return `Unknown: ${oneLine(firstGap?.message ?? "")}${more}`;
    }
  }
}

function titlesOf(reasons: readonly MaintenanceReason[]): string {
  const titles = reasons
    .slice(0, maxTitles)
    .map(({ window }) => `${shortTitle(oneLine(window.title))} (${window.sourceId})`);
  const more = reasons.length - titles.length;
  return `${titles.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

/** Without milliseconds, which schedules do not have. */
function shortText(instant: Date): string {
  return instantText(instant).replace(/\.000Z$/, "Z");
}

/** A title can contain line breaks, and control characters that a terminal would execute. */
function oneLine(text: string): string {
  return text.replace(unprintable, " ").trim();
}

const unprintable = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]+/gu;

function shortTitle(title: string): string {
  const characters = [...title];
  return characters.length > maxTitleLength ? `${characters.slice(0, maxTitleLength).join("")}…` : title;
}
