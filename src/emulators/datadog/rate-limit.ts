import type { Clock } from "../service.js";

const limit = 12_000;
const periodSeconds = 60;

/** Creates Datadog's rate-limit headers, for periods aligned with the clock. Rejects nothing; use faults for that. */
export function createRateLimit(clock: Clock) {
  let period = -1;
  let used = 0;
  return {
    /** Counts a request and returns the headers of its response. */
    count(): Readonly<Record<string, string>> {
      const seconds = Math.floor(clock().getTime() / 1000);
      const current = Math.floor(seconds / periodSeconds);
      used = current === period ? used + 1 : 1;
      period = current;
      return {
        "x-ratelimit-limit": String(limit),
        "x-ratelimit-period": String(periodSeconds),
        "x-ratelimit-remaining": String(Math.max(0, limit - used)),
        "x-ratelimit-reset": String(periodSeconds - (seconds % periodSeconds)),
        "x-ratelimit-name": "maintenance_windows",
      };
    },
  };
}
