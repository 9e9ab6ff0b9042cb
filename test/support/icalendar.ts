import ICAL from "ical.js";

/** One occurrence of a window, as a calendar app would show it. */
export interface Opening {
  readonly id: string;
  readonly startsAt: string;
  readonly endsAt: string;
}

/** Returns the events of a feed, as a calendar app's parser reads them. */
export function eventsIn(feed: string) {
  const calendar = new ICAL.Component(ICAL.parse(feed));
  return calendar.getAllSubcomponents("vevent").map((component) => new ICAL.Event(component));
}

/** Returns a property of an event or of the calendar. */
export function propertyOf(
  component: { getFirstPropertyValue(name: string): unknown },
  name: string,
): unknown {
  const value = component.getFirstPropertyValue(name);
  return typeof value === "object" && value !== null ? String(value) : value;
}

/** Returns the categories of an event: the provider and the certainty. */
export function categoriesOf({ component }: ICAL.Event): readonly string[] {
  return (component.getFirstProperty("categories")?.getValues() ?? []).map(String);
}

/** Whether the event shows maintenance that is under way. Such an event is no occurrence of its window. */
export function isUnderway(event: ICAL.Event): boolean {
  return categoriesOf(event).includes("UNDERWAY");
}

/** Returns every occurrence that overlaps the half-open range, ordered by time and then by id. */
export function openingsIn(feed: string, from: Date, to: Date): readonly Opening[] {
  const found: Opening[] = [];
  if (to <= from) return found;
  for (const event of eventsIn(feed).filter((one) => !isUnderway(one))) {
    const starts = event.iterator();
    for (let start = starts.next(); start; start = starts.next()) {
      const { startDate, endDate } = event.getOccurrenceDetails(start);
      const [startsAt, endsAt] = [startDate.toJSDate(), endDate.toJSDate()];
      if (startsAt >= to) break;
      if (endsAt > from) found.push({ id: event.uid, ...texts(startsAt, endsAt) });
    }
  }
  return inOrder(found);
}

/** Returns every occurrence in a feed without endless recurrences. */
export function allOpeningsIn(feed: string): readonly Opening[] {
  return openingsIn(feed, new Date(-8.64e15), new Date(8.64e15));
}

export function texts(startsAt: Date, endsAt: Date): Omit<Opening, "id"> {
  return { startsAt: startsAt.toISOString(), endsAt: endsAt.toISOString() };
}

export function inOrder(openings: readonly Opening[]): readonly Opening[] {
  const place = ({ id, startsAt }: Opening) => `${startsAt} ${id}`;
  return openings.toSorted((left, right) => (place(left) < place(right) ? -1 : 1));
}
