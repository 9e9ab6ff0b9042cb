import { describe, expect, test, vi } from "vitest";
import type { FailureReason } from "../../src/domain/failures/failure-reasons.js";
import { CircuitOpenError } from "../../src/upstream/circuit-breaker.js";
import { deadlineIn } from "../../src/upstream/deadlines.js";
import { retryRead } from "../../src/upstream/retry.js";

class Failed extends Error {
  constructor(
    readonly reason: FailureReason,
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(reason);
  }
}

/** Fails with these errors in turn, then succeeds. Returns the outcome, the attempts and the waits between them. */
async function run(
  failures: readonly Error[],
  { maxAttempts = 3, deadlineMs = 60_000, maxWaitMs = 10_000 } = {},
) {
  const waits: number[] = [];
  const reasons: FailureReason[] = [];
  let failedAt: number | null = null;
  const left = [...failures];
  const attempt = vi.fn(async () => {
    if (failedAt !== null) waits.push(performance.now() - failedAt);
    const failure = left.shift();
    failedAt = performance.now();
    if (failure !== undefined) throw failure;
    return "answer";
  });
  const outcome = await retryRead(attempt, deadlineIn(deadlineMs), {
    maxAttempts,
    maxWaitMs,
    classifyError: (error) => ({
      reason: error instanceof Failed ? error.reason : "CIRCUIT_OPEN",
      retryAfterSeconds: error instanceof Failed ? error.retryAfterSeconds : null,
      providerCode: null,
      requestId: null,
      lostAnswer: null,
    }),
    onRetry: (reason) => void reasons.push(reason),
  }).catch((error) => error);
  return { outcome, attempts: attempt.mock.calls.length, waits, reasons };
}

describe("a read", () => {
  test.each(["UNREACHABLE", "SERVER_ERROR"] as const)(
    "is retried after %s, with a short wait",
    async (reason) => {
      const { outcome, attempts, waits, reasons } = await run([new Failed(reason), new Failed(reason)]);
      expect([outcome, attempts]).toEqual(["answer", 3]);
      expect(waits.every((waitMs) => waitMs < 1_000)).toBe(true);
      expect(reasons).toEqual([reason, reason]);
    },
  );

  test.each([
    "TIMEOUT",
    "MALFORMED_RESPONSE",
    "NOT_FOUND",
    "REJECTED",
    "PERMISSION_DENIED",
    "UNAUTHENTICATED",
    "UNEXPECTED",
    "CIRCUIT_OPEN",
  ] as const)("is not retried after %s", async (reason) => {
    const failure = new Failed(reason);
    expect(await run([failure])).toEqual({ outcome: failure, attempts: 1, waits: [], reasons: [] });
  });

  test("is attempted at most maxAttempts times", async () => {
    const failures = Array.from({ length: 5 }, () => new Failed("SERVER_ERROR"));
    expect(await run(failures, { maxAttempts: 4 })).toMatchObject({ outcome: failures[3], attempts: 4 });
    expect(await run(failures, { maxAttempts: 1 })).toMatchObject({ outcome: failures[0], attempts: 1 });
  });

  test("waits as long as the provider requests, and adds no backoff of its own when throttled", async () => {
    const waitAfter = async (failure: Failed) => (await run([failure])).waits[0] ?? 0;
    // Run them concurrently, so that a busy machine delays all of them equally.
    const [server, throttled, atOnce] = await Promise.all([
      waitAfter(new Failed("SERVER_ERROR", 0.9)),
      waitAfter(new Failed("THROTTLED", 0.6)),
      waitAfter(new Failed("THROTTLED")),
    ]);
    expect(server).toBeGreaterThan(895);
    expect(throttled).toBeGreaterThan(595);
    expect(throttled).toBeLessThan(server);
    expect(atOnce).toBeLessThan(throttled);
  });

  test("does not count throttled responses as attempts", async () => {
    const failures = Array.from({ length: 6 }, () => new Failed("THROTTLED"));
    expect(await run(failures, { maxAttempts: 1 })).toMatchObject({ outcome: "answer", attempts: 7 });
  });

  test("keeps all its attempts for failures after throttled responses", async () => {
    const failures = [new Failed("THROTTLED"), new Failed("THROTTLED"), new Failed("SERVER_ERROR")];
    expect(await run(failures, { maxAttempts: 2 })).toMatchObject({ outcome: "answer", attempts: 4 });
  });

  test.each([
    ["the deadline leaves no time for the wait", { deadlineMs: 1_000, maxWaitMs: 10_000 }],
    ["the wait is longer than maxWaitMs", { deadlineMs: 60_000, maxWaitMs: 1_000 }],
  ])("fails at once if %s", async (_why, limits) => {
    const failure = new Failed("THROTTLED", 2);
    expect(await run([failure], limits)).toEqual({ outcome: failure, attempts: 1, waits: [], reasons: [] });
  });

  test("fails with its last failure if the deadline ends during a wait", async () => {
    const failure = new Failed("THROTTLED", 5);
    const cancellation = new AbortController();
    const attempt = vi.fn(async () => {
      setImmediate(() => cancellation.abort());
      throw failure;
    });
    const outcome = retryRead(attempt, deadlineIn(60_000, cancellation.signal), {
      maxAttempts: 3,
      maxWaitMs: 10_000,
      classifyError: () => ({
        reason: "THROTTLED",
        retryAfterSeconds: 5,
        providerCode: null,
        requestId: null,
        lostAnswer: null,
      }),
      onRetry: () => {},
    });
    await expect(outcome).rejects.toBe(failure);
    expect(attempt).toHaveBeenCalledTimes(1);
  });

  test("fails with the original failure if the circuit opens before a retry", async () => {
    const failure = new Failed("UNREACHABLE");
    expect(await run([failure, new CircuitOpenError("open")])).toMatchObject({
      outcome: failure,
      attempts: 2,
      // A call that was not sent is not a retry.
      reasons: [],
    });
  });
});
