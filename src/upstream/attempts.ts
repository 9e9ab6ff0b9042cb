import type { CircuitState } from "../domain/sources.js";
import type { SourceSettings } from "../settings/source-settings.js";
import { CircuitOpenError, createCircuitBreaker } from "./circuit-breaker.js";
import { maxAttemptShare } from "./constants.js";
import type { Deadline } from "./deadlines.js";
import { withinDeadline } from "./deadlines.js";
import { localShortageOf } from "./local-shortage.js";
import { createFixedRate, createRateLimit } from "./rate-limit.js";
import type { Lane, SourceFailures } from "./source-failures.js";
import { isCancelled } from "./source-failures.js";
import { countUpstreamCall } from "./trace-context.js";
import type { AttemptOutcome, CallKind } from "./upstream-observer.js";
import type { UpstreamRuntime } from "./upstream-runtime.js";

/** Sends a request. The signal aborts at the timeout. */
export type Send<Result> = (signal: AbortSignal) => Promise<Result>;

/** Makes single attempts of one source's calls, each behind the circuit breaker, the rate limit and a timeout. */
export function createAttempts(
  provider: string,
  source: Pick<SourceSettings, "id" | "callsPerSecond" | "resilience">,
  { classifyError, outcomeAfter }: SourceFailures,
  { logger, observer, spans, resilience, requestTimeoutMs }: UpstreamRuntime,
) {
  const sourceId = source.id;
  const { timeoutMs, breakerFailures, breakerOpenMs } = { ...resilience, ...source.resilience };
  const attemptTimeoutMs = Math.min(timeoutMs, maxAttemptShare * requestTimeoutMs);

  const breakerOf = (paused: string, lane?: Lane) =>
    createCircuitBreaker({
      breakerFailures,
      breakerOpenMs,
      outcomeAfter,
      onChange(state, from, lastError) {
        if (lane === undefined) observer.circuitChanged({ provider, sourceId }, state);
        const lastFailure = classifyError(lastError).reason;
        // The circuit's first opening was a warning; repeated probes during the same outage are not worth one.
        const level = from === "CLOSED" ? "warn" : state === "CLOSED" ? "info" : "debug";
        logger[level]({ source: sourceId, lane, circuit: state, lastFailure }, circuitLog(paused)[state]);
      },
    });
  const breaker = breakerOf("calls to the source");
  const history = breakerOf("reads of the source's history", "history");
  const users = breakerOf("reads of the source's users", "users");
  const breakers = { read: breaker, write: breaker, history, users };

  const fixedRate = source.callsPerSecond === undefined ? null : createFixedRate(source.callsPerSecond);
  const rateOf = (lane: Lane) =>
    createRateLimit({
      fixedRate,
      isThrottle: (error) => classifyError(error).reason === "THROTTLED",
      onThrottle(error) {
        const { providerCode } = classifyError(error);
        logger.warn({ source: sourceId, lane, providerCode }, "upstream throttles: slowing down");
      },
    });
  /** Separate, because a provider that throttles reads does not necessarily throttle writes. */
  const rates = {
    read: rateOf("read"),
    write: rateOf("write"),
    history: rateOf("history"),
    users: rateOf("users"),
  };

  /** Sends the request with a timeout and reports the outcome. */
  function sendOnce<Result>(kind: CallKind, deadline: Deadline, send: Send<Result>): Promise<Result> {
    const startedAt = performance.now();
    const group = countUpstreamCall(kind);
    return spans.withAttemptSpan(kind, async (setOutcome) => {
      const end = (outcome: AttemptOutcome) => {
        const durationMs = performance.now() - startedAt;
        setOutcome(outcome);
        if (group !== null) group.slowestMs = Math.max(group.slowestMs ?? 0, Math.round(durationMs));
        observer.attemptEnded(kind, outcome, durationMs);
      };
      try {
        const result = await withinDeadline(deadline, attemptTimeoutMs, send);
        end("OK");
        return result;
      } catch (thrown) {
        const error = localShortageOf(thrown) ?? thrown;
        end(isCancelled(error) ? "CANCELLED" : classifyError(error).reason);
        throw error;
      }
    });
  }

  return {
    async run<Result>(lane: Lane, kind: CallKind, deadline: Deadline, send: Send<Result>): Promise<Result> {
      try {
        return await breakers[lane].run(() =>
          rates[lane].run(deadline, () => sendOnce(kind, deadline, send)),
        );
      } catch (error) {
        if (error instanceof CircuitOpenError) observer.callRejected(kind);
        throw error;
      }
    },

    /** Returns the error of a recent throttled response to such calls; null if there is none. */
    recentThrottle: (lane: Lane): unknown => rates[lane].recentThrottle(),

    /** Returns the state of the circuit that reads and writes share. */
    circuit: (): CircuitState => breaker.state(),
  };
}

const circuitLog = (paused: string): Readonly<Record<CircuitState, string>> => ({
  OPEN: `circuit opened: ${paused} are paused`,
  HALF_OPEN: "circuit half open: one call probes the source",
  CLOSED: "circuit closed: the source has recovered",
});
