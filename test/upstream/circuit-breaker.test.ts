import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import type { BreakerOutcome } from "../../src/upstream/circuit-breaker.js";
import { CircuitOpenError, createCircuitBreaker } from "../../src/upstream/circuit-breaker.js";

class Said extends Error {
  constructor(readonly outcome: BreakerOutcome) {
    super(outcome);
  }
}

const openMs = 2_000;
let changes: string[];
let passed: number;

/** Lets time pass, to this many milliseconds after the start of the test. */
function passUntil(ms: number): void {
  vi.advanceTimersByTime(ms - passed);
  passed = ms;
}

function create(breakerFailures = 3) {
  return createCircuitBreaker({
    breakerFailures,
    breakerOpenMs: openMs,
    outcomeAfter: (error) => (error as Said).outcome,
    onChange: (state) => changes.push(state),
  });
}

type Breaker = ReturnType<typeof create>;
const end = (breaker: Breaker, outcome: BreakerOutcome) =>
  breaker.run(async () => {
    if (outcome !== "SUCCESS") throw new Said(outcome);
    return "answer";
  });
const fail = (breaker: Breaker, outcome: BreakerOutcome = "FAILURE") =>
  end(breaker, outcome).catch((error) => error);

beforeEach(() => {
  changes = [];
  vi.useFakeTimers({ toFake: ["Date", "performance"], now: 0 });
  passed = 0;
});
afterEach(() => {
  vi.useRealTimers();
});

async function opened(): Promise<Breaker> {
  const breaker = create();
  for (let count = 0; count < 3; count++) await fail(breaker);
  return breaker;
}

describe("a circuit breaker", () => {
  test("opens after consecutive failures and then sends nothing", async () => {
    const breaker = create();
    await fail(breaker);
    await fail(breaker);
    expect(breaker.state()).toBe("CLOSED");
    const third = await fail(breaker);
    expect(third).toBeInstanceOf(Said);
    expect([breaker.state(), changes]).toEqual(["OPEN", ["OPEN"]]);
    const attempt = vi.fn();
    const rejection: unknown = await breaker.run(attempt).catch((error) => error);
    expect(rejection).toBeInstanceOf(CircuitOpenError);
    expect((rejection as Error).cause).toBe(third);
    expect(attempt).not.toHaveBeenCalled();
  });

  test("resets its count after any response, including a rejection", async () => {
    const breaker = create();
    for (const answer of ["SUCCESS", "refused"]) {
      await fail(breaker);
      await fail(breaker);
      await breaker
        .run(async () => {
          if (answer === "refused") throw new Said("SUCCESS");
        })
        .catch(() => {});
    }
    await fail(breaker);
    await fail(breaker);
    expect(breaker.state()).toBe("CLOSED");
  });

  test("ignores cancelled attempts", async () => {
    const breaker = create();
    for (let count = 0; count < 10; count++) await fail(breaker, "IGNORED");
    await fail(breaker);
    await fail(breaker, "IGNORED");
    await fail(breaker);
    expect(breaker.state()).toBe("CLOSED");
    await fail(breaker);
    expect(breaker.state()).toBe("OPEN");
  });

  test("lets one probe through after a while; the other calls wait and run when it succeeds", async () => {
    const breaker = await opened();
    passUntil(openMs - 1);
    expect(await fail(breaker)).toBeInstanceOf(CircuitOpenError);
    passUntil(openMs);
    const probe = Promise.withResolvers<string>();
    const probing = breaker.run(() => probe.promise);
    const other = vi.fn(async () => "other");
    const others = [breaker.run(other), breaker.run(other)];
    await Promise.resolve();
    expect(breaker.state()).toBe("HALF_OPEN");
    expect(other).not.toHaveBeenCalled();
    probe.resolve("answer");
    expect(await Promise.all([probing, ...others])).toEqual(["answer", "other", "other"]);
    expect(changes).toEqual(["OPEN", "HALF_OPEN", "CLOSED"]);
  });

  test("opens again for the same time if the probe fails, and rejects the waiting calls", async () => {
    const breaker = await opened();
    passUntil(openMs);
    const probe = Promise.withResolvers<string>();
    const probing = breaker.run(() => probe.promise).catch((error) => error);
    const other = vi.fn();
    const waiting = breaker.run(other).catch((error) => error);
    probe.reject(new Said("FAILURE"));
    expect(await probing).toBeInstanceOf(Said);
    expect(await waiting).toBeInstanceOf(CircuitOpenError);
    expect(other).not.toHaveBeenCalled();
    expect(changes).toEqual(["OPEN", "HALF_OPEN", "OPEN"]);
    passUntil(2 * openMs - 1);
    expect(await fail(breaker)).toBeInstanceOf(CircuitOpenError);
    passUntil(2 * openMs);
    expect(await end(breaker, "SUCCESS")).toBe("answer");
    expect(breaker.state()).toBe("CLOSED");
  });

  test("replaces a cancelled probe with the next call at once, one at a time", async () => {
    const breaker = await opened();
    passUntil(openMs);
    const probes = [Promise.withResolvers<string>(), Promise.withResolvers<string>()] as const;
    const calls = vi.fn();
    const run = (answer: Promise<string>) =>
      breaker
        .run(() => {
          calls();
          return answer;
        })
        .catch((error) => error);
    const [first, second, third] = [
      run(probes[0].promise),
      run(probes[1].promise),
      run(Promise.resolve("third")),
    ];
    await Promise.resolve();
    expect(calls).toHaveBeenCalledTimes(1);
    probes[0].reject(new Said("IGNORED"));
    expect(await first).toBeInstanceOf(Said);
    await vi.waitFor(() => expect(calls).toHaveBeenCalledTimes(2));
    expect(breaker.state()).toBe("HALF_OPEN");
    probes[1].resolve("second");
    expect(await Promise.all([second, third])).toEqual(["second", "third"]);
    expect(changes).toEqual(["OPEN", "HALF_OPEN", "CLOSED"]);
  });

  test.each(["FAILURE", "IGNORED", "SUCCESS"] as const)(
    "ignores an attempt that began before it opened and ends with %s",
    async (outcome) => {
      const breaker = create();
      const straggler = Promise.withResolvers<string>();
      const straggling = breaker.run(() => straggler.promise).catch((error) => error);
      for (let count = 0; count < 3; count++) await fail(breaker);
      passUntil(openMs);
      const probe = Promise.withResolvers<string>();
      const probing = breaker.run(() => probe.promise);
      const other = vi.fn(async () => "other");
      const waiting = breaker.run(other);
      straggler.reject(new Said(outcome));
      expect(await straggling).toBeInstanceOf(Said);
      expect(breaker.state()).toBe("HALF_OPEN");
      expect(other).not.toHaveBeenCalled();
      probe.resolve("answer");
      expect(await Promise.all([probing, waiting])).toEqual(["answer", "other"]);
      expect(changes).toEqual(["OPEN", "HALF_OPEN", "CLOSED"]);
    },
  );

  test.each([-3_600_000, 3_600_000])(
    "stays open as long if the system's clock is set by %i ms",
    async (ms) => {
      const breaker = await opened();
      vi.setSystemTime(Date.now() + ms);
      passUntil(openMs - 1);
      expect(await fail(breaker)).toBeInstanceOf(CircuitOpenError);
      passUntil(openMs);
      expect(await end(breaker, "SUCCESS")).toBe("answer");
      expect(breaker.state()).toBe("CLOSED");
    },
  );

  test("closes if the source rejects the probe", async () => {
    const breaker = await opened();
    passUntil(openMs);
    const refusal = await breaker
      .run(async () => {
        throw new Said("SUCCESS");
      })
      .catch((error) => error);
    expect(refusal).toBeInstanceOf(Said);
    expect(breaker.state()).toBe("CLOSED");
  });
});
