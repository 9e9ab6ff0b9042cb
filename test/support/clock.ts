import { now } from "./gateway.js";

/** Creates a clock that stands still until it is advanced. */
export function movableClock(startsAt = now) {
  let time = startsAt.getTime();
  return {
    now: () => new Date(time),
    passSeconds(seconds: number): void {
      time += seconds * 1000;
    },
  };
}
