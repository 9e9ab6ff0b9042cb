import type { Filter } from "../filters/filter";

/** Path of the calendar feed with the same filters. The feed has no status filter. */
export function toFeedPath({ search, provider, source }: Omit<Filter, "status">): string {
  const parameters = new URLSearchParams([
    ...(search.trim() === "" ? [] : [["search", search.trim()]]),
    ...(provider === null ? [] : [["provider", provider]]),
    ...source.map((id) => ["source", id]),
  ]);
  return `/calendar.ics${parameters.size === 0 ? "" : `?${parameters}`}`;
}

/**
 * Returns the address that opens the system's calendar app. Use it for HTTPS too: apps know `webcal:` best, and follow a redirect to
 * HTTPS.
 */
export function toSubscribeAddress(feedAddress: string): string {
  return feedAddress.replace(/^https?:/, "webcal:");
}
