/** Units of time in milliseconds. Every day has 24 hours, because the gateway calculates in UTC. */
export const secondMs = 1_000;
export const minuteMs = 60 * secondMs;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
