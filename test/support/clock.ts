import type { Clock } from "../../src/domain/time/clock.js";
import { now } from "./gateway.js";

/** Returns the clock of a gateway for this date and time. Its steady time passes when they move forward, as in a sleep. */
export function clockOf(dateNow: () => Date): Clock {
  let last = dateNow().getTime();
  let steadyMs = 0;
  return () => {
    const date = dateNow();
    steadyMs += Math.max(0, date.getTime() - last);
    last = date.getTime();
    return { now: date, steadyMs };
  };
}

/** Creates a clock that stands still until it is advanced. */
export function movableClock(startsAt = now) {
  let time = startsAt.getTime();
  const dateNow = () => new Date(time);
  return {
    now: dateNow,
    moment: clockOf(dateNow),
    passSeconds(seconds: number): void {
      time += seconds * 1000;
    },
  };
}
