/** The first and the last instant that RFC 3339 can write in UTC, which is what callers can be told. */
export const earliestInstant = new Date("0001-01-01T00:00:00.000Z");
export const latestInstant = new Date("9999-12-31T23:59:59.999Z");
