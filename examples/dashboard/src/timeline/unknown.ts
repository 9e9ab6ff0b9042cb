import type { Filter } from "../filters/filter";
import type { SourceStateFragment } from "../graphql/graphql";
import { clockTime } from "../time";
import type { Viewpoint } from "./rows";

/** The state of each source that the filter selects. What the timeline's own answers say replaces what the page knows. */
export function sourcesOf(
  known: readonly SourceStateFragment[],
  answered: readonly SourceStateFragment[],
  { provider, source }: Pick<Filter, "provider" | "source">,
): readonly SourceStateFragment[] {
  const byId = new Map([...known, ...answered].map((one) => [one.source.id, one]));
  return [...byId.values()].filter(
    (one) =>
      (provider === null || one.source.provider === provider) &&
      (source.length === 0 || source.includes(one.source.id)),
  );
}

/** What is not known of a source's windows; null if everything is. */
export function unknownOf(
  { source, state, fetchedAt, unreadableCount }: SourceStateFragment,
  { timeZone, now }: Viewpoint,
): string | null {
  const lacking =
    unreadableCount === 0
      ? ""
      : `${unreadableCount} ${unreadableCount === 1 ? "window" : "windows"} could not be read: unknown`;
  const readAt = fetchedAt === null ? "the last successful read" : clockTime(fetchedAt, timeZone, now);
  switch (state) {
    case "OK":
      return null;
    case "FAILED":
      return `${source.id} could not be read: windows unknown`;
    case "UNKNOWN":
      return `${source.id} has not been read yet: windows unknown`;
    case "STALE":
      return `${source.id} could not be refreshed: changes since ${readAt} unknown${lacking && `, ${lacking}`}`;
    case "PARTIAL":
      return `${source.id}: ${lacking}`;
  }
}
