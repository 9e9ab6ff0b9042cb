/** The first and last instants that RFC 3339 can express in UTC. A response cannot contain any others. */
export const earliestInstant = new Date("0001-01-01T00:00:00.000Z");
export const latestInstant = new Date("9999-12-31T23:59:59.999Z");
