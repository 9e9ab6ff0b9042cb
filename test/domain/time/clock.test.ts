import fc from "fast-check";
import { expect, test } from "vitest";
import { createClock } from "../../../src/domain/time/clock.js";

/** How much the system's clock may be ahead of the steady clock without counting as a jump. */
const toleratedDriftMs = 1_000;

/** A machine whose two clocks the test moves. */
function createMachine() {
  let [systemMs, monotonicMs] = [1_800_000_000_000, 5_000];
  const clock = createClock(
    () => Math.floor(systemMs),
    () => monotonicMs,
  );
  return {
    clock,
    monotonicMs: () => monotonicMs,
    pass(ms: number) {
      systemMs += ms;
      monotonicMs += ms;
    },
    /** The monotonic clock of Linux stands still while the machine sleeps. */
    sleep(ms: number) {
      systemMs += ms;
    },
    setBy(ms: number) {
      systemMs += ms;
    },
    shows: () => new Date(Math.floor(systemMs)),
  };
}

const hourMs = 3_600_000;
const step = fc.oneof(
  fc.record({ do: fc.constant("pass" as const), ms: fc.double({ min: 0, max: hourMs, noNaN: true }) }),
  fc.record({ do: fc.constant("sleep" as const), ms: fc.double({ min: 0, max: hourMs, noNaN: true }) }),
  fc.record({
    do: fc.constant("setBy" as const),
    ms: fc.oneof(fc.integer({ min: -2_000, max: 2_000 }), fc.integer({ min: -hourMs, max: hourMs })),
  }),
);

test("whatever happens to the clocks, an age never decreases, and the time that has passed is part of it", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 50 }), fc.nat(50), (steps, readAt) => {
      const machine = createMachine();
      let read = { steadyMs: machine.clock().steadyMs, monotonicMs: machine.monotonicMs() };
      let lastAgeMs = 0;
      for (const [index, { do: what, ms }] of steps.entries()) {
        if (index === readAt) {
          read = { steadyMs: machine.clock().steadyMs, monotonicMs: machine.monotonicMs() };
          lastAgeMs = 0;
        }
        machine[what](ms);
        const { now, steadyMs } = machine.clock();
        const ageMs = steadyMs - read.steadyMs;
        expect(ageMs).toBeGreaterThanOrEqual(lastAgeMs);
        // Except for the rounding of floating-point numbers.
        expect(ageMs).toBeGreaterThan(machine.monotonicMs() - read.monotonicMs - 0.001);
        expect(now).toEqual(machine.shows());
        lastAgeMs = ageMs;
      }
    }),
  );
});

test("a sleep counts, whatever the clock was set to before", () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 20 }), fc.integer({ min: 0, max: hourMs }), (steps, sleepMs) => {
      const machine = createMachine();
      for (const { do: what, ms } of steps) {
        machine[what](ms);
        machine.clock();
      }
      const before = machine.clock().steadyMs;
      machine.sleep(sleepMs);
      expect(machine.clock().steadyMs - before).toBeGreaterThanOrEqual(sleepMs - toleratedDriftMs - 1);
    }),
  );
});

test("ages do not run ahead while nobody sets the clock", () => {
  const machine = createMachine();
  const before = machine.clock().steadyMs;
  for (let reading = 0; reading < 100_000; reading++) {
    machine.pass(0.3);
    machine.clock();
  }
  expect(machine.clock().steadyMs - before).toBeCloseTo(30_000, 3);
});

test("a system's clock that is set back for an hour does not make time stand still", () => {
  const machine = createMachine();
  const before = machine.clock().steadyMs;
  machine.setBy(-hourMs);
  machine.pass(31_000);
  expect(machine.clock().steadyMs - before).toBeCloseTo(31_000, 3);
  // Setting it right again counts as a sleep, because it looks like one.
  machine.setBy(hourMs);
  expect(machine.clock().steadyMs - before).toBeCloseTo(31_000 + hourMs, 3);
});
