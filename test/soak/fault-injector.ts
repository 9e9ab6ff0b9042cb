import type { Fault } from "../../src/emulators/faults.js";
import type { Control } from "../support/emulators.js";

const html = { body: "<html>", contentType: "text/html" };

const faults: readonly Fault[] = [
  { latencyMs: 300 },
  { latencyMs: 3_000 },
  { hang: true },
  { reset: true },
  { reset: true, carriedOut: true },
  { truncate: true },
  { status: 500 },
  { status: 500, carriedOut: true },
  { status: 502, ...html },
  { status: 503 },
  { status: 503, carriedOut: true },
  { status: 429, headers: { "retry-after": "1", "x-ratelimit-reset": "1" } },
  { perSecond: 5 },
  { ...html },
  { status: 200, body: "{}" },
  { dripMs: 50 },
];

/** How long a fault can affect a source afterwards: an open circuit, a recovering rate, stale data. */
const aftermathMs = 12_000;

export type FaultInjector = ReturnType<typeof createFaultInjector>;

/** Starts and stops random faults of one emulator at random times. */
export function createFaultInjector(control: Control) {
  const spells: { readonly from: number; until: number }[] = [];
  let isOver = false;
  let wake: (() => void) | undefined;

  const pause = (ms: number) =>
    new Promise<void>((resolve) => {
      wake = resolve;
      setTimeout(resolve, ms);
    });

  async function rage(): Promise<void> {
    while (!isOver) {
      await pause(spells.length === 0 ? Math.random() * 4_000 : 15_000 + Math.random() * 10_000);
      if (isOver) break;
      const fault = faults[Math.floor(Math.random() * faults.length)] ?? {};
      const spell = { from: performance.now(), until: Number.POSITIVE_INFINITY };
      spells.push(spell);
      await control.fault("*", fault);
      await pause(500 + Math.random() * 3_500);
      await control.clearFaults();
      spell.until = performance.now();
    }
  }

  const raging = rage();
  return {
    spellCount: () => spells.length,
    /** Whether a fault can explain a failure in this period. */
    excuses: (from: number, until: number) =>
      spells.some((spell) => spell.from <= until && spell.until + aftermathMs >= from),
    async calm(): Promise<void> {
      isOver = true;
      wake?.();
      await raging;
    },
  };
}
