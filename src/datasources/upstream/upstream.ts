import type { Failure } from "../../domain/errors.js";
import { GatewayError } from "../../domain/errors.js";
import type { CircuitState } from "../../domain/sources.js";
import type { UpstreamCall, UpstreamFacts, Verdict } from "../../domain/verdicts.js";
import { failureOf, verdicts } from "../../domain/verdicts.js";
import type { Deadline } from "../deadlines.js";
import { DeadlineExceededError, withinDeadline } from "../deadlines.js";
import type { Runtime } from "../provider.js";
import type { SourceSettings } from "../source-settings.js";
import type { Health } from "./circuit-breaker.js";
import { CircuitOpenError, createCircuitBreaker } from "./circuit-breaker.js";
import { CredentialsError } from "./credentials-error.js";
import { logFailure } from "./failure-log.js";
import type { AttemptOutcome, CallKind, UpstreamStatus } from "./observer.js";
import { createPace, createPacing } from "./pacing.js";
import { repeat } from "./repeat.js";
import { countUpstreamCall } from "./trace.js";

/** Which source is called. */
export interface Callee extends Pick<UpstreamCall, "provider" | "providerName"> {
  readonly source: Pick<SourceSettings, "id" | "concurrency" | "callsPerSecond" | "resilience">;
}

/** What is asked of it. */
export interface Ask extends Pick<UpstreamCall, "action" | "access" | "resourceType" | "resourceId"> {
  /** The provider's own name of it, e.g. `DescribeApplication`. */
  readonly operation: string;
}

/** One of many reads that together make one answer: single reads go before it. */
export interface BulkRead<Result> {
  /** What makes the call needless by the time that its turn comes; null where nothing does. May throw to give up. */
  readonly instead: () => Promise<Result> | null;
}

/**
 * The way through which one source's client calls its provider, and the one place where the policy of its calls is put
 * together: a read is repeated; an attempt waits for its turn, asks the circuit breaker, keeps to the source's rate, and
 * ends with its time limit or its deadline. Each failure is classified by the provider's own table, logged once, and thrown
 * as a GatewayError.
 */
export function createUpstream(
  { provider, providerName, source }: Callee,
  factsOfProvider: (error: unknown) => UpstreamFacts,
  { logger, observer, spans, resilience, requestTimeoutMs }: Runtime,
) {
  const { timeoutMs, maxAttempts, breakerFailures, breakerOpenMs } = { ...resilience, ...source.resilience };
  const sourceId = source.id;
  // A time limit that no request can reach would never count against the source.
  const attemptTimeoutMs = Math.min(timeoutMs, 0.8 * requestTimeoutMs);

  const breaker = createCircuitBreaker({
    breakerFailures,
    breakerOpenMs,
    healthAfter,
    onChange(state, from, lastError) {
      observer.circuitChanged({ provider, sourceId }, state);
      const lastFailure = factsOf(lastError).verdict;
      // How each trial ends while the trouble lasts is of no interest to those who were told that it began.
      const level = from === "CLOSED" ? "warn" : state === "CLOSED" ? "info" : "debug";
      logger[level]({ source: sourceId, circuit: state, lastFailure }, circuitLog[state]);
    },
  });
  const pace = source.callsPerSecond === undefined ? null : createPace(source.callsPerSecond);
  const pacingOf = (access: Ask["access"]) =>
    createPacing({
      concurrency: source.concurrency,
      pace,
      isThrottle: (error) => factsOf(error).verdict === "THROTTLED",
      onThrottle(error) {
        const { providerCode } = factsOf(error);
        logger.warn({ source: sourceId, access, providerCode }, "upstream throttles: slowing down");
      },
    });
  /** A write waits behind no read, and a provider that throttles the one need not throttle the other. */
  const pacing = { read: pacingOf("read"), write: pacingOf("write") };

  function factsOf(error: unknown): UpstreamFacts {
    if (!(error instanceof CircuitOpenError)) return factsOfProvider(error);
    const last = verdicts[factsOfProvider(error.cause).verdict].happened;
    return {
      verdict: "CIRCUIT_OPEN",
      providerCode: null,
      requestId: null,
      retryAfterSeconds: Math.ceil(breakerOpenMs / 1000),
      answerLost: false,
      happened: `${verdicts.CIRCUIT_OPEN.happened} (the last time, ${last})`,
    };
  }

  function healthAfter(error: unknown): Health {
    if (isGivenUp(error) || error instanceof CredentialsError) return "UNDECIDED";
    const { verdict, providerCode } = factsOf(error);
    // Nobody has answered: it may be a mistake of the gateway's own.
    if (verdict === "UNEXPECTED" && providerCode === null) return "UNDECIDED";
    return troubles.includes(verdict) ? "FAILED" : "WELL";
  }

  function failureFrom(error: unknown, ask: Ask): Failure {
    return failureOf({ provider, providerName, sourceId, ...ask }, factsOf(error));
  }

  /** That the provider throttles is the better reason why there was no time left to ask. */
  function reasonOf(error: unknown, { access }: Ask): unknown {
    const neverBegan = error instanceof DeadlineExceededError && !error.begun;
    return (neverBegan ? pacing[access].refusal() : null) ?? error;
  }

  /** Sends it, within the time that an attempt may take, and tells what came of it. */
  function send<Result>(kind: CallKind, deadline: Deadline, call: Send<Result>): Promise<Result> {
    const startedAt = performance.now();
    countUpstreamCall();
    return spans.ofAttempt(kind, async (told) => {
      const tell = (outcome: AttemptOutcome) => {
        told(outcome);
        observer.attempted(kind, outcome, performance.now() - startedAt);
      };
      try {
        const result = await withinDeadline(deadline, attemptTimeoutMs, call);
        tell("OK");
        return result;
      } catch (error) {
        tell(isGivenUp(error) ? "GIVEN_UP" : factsOf(error).verdict);
        throw error;
      }
    });
  }

  async function attempt<Result>(kind: CallKind, deadline: Deadline, call: Send<Result>): Promise<Result> {
    const { atRate } = pacing[kind.access];
    try {
      return await breaker.run(() => atRate(deadline, () => send(kind, deadline, call)));
    } catch (error) {
      if (error instanceof CircuitOpenError) observer.rejected(kind);
      throw error;
    }
  }

  async function read<Result>(
    kind: CallKind,
    deadline: Deadline,
    call: Send<Result>,
    bulk?: BulkRead<Result>,
  ): Promise<Result> {
    const priority = bulk === undefined ? 1 : 0;
    const inTurn = () =>
      pacing.read.inTurn(deadline, priority, async () => {
        const other = bulk?.instead() ?? null;
        return other === null ? { result: await attempt(kind, deadline, call) } : { other };
      });
    const turn = await repeat(inTurn, deadline, {
      maxAttempts,
      longestWaitMs: requestTimeoutMs,
      factsOf,
      onRepeat(reason) {
        observer.repeated(kind, reason);
        logger.debug({ source: sourceId, operation: kind.operation, reason }, "upstream read repeated");
      },
    });
    if ("result" in turn) return turn.result;
    // It is waited for outside the turn, since it may need one itself.
    return turn.other.catch(() => read(kind, deadline, call));
  }

  /** Once: whether a write is sent again is decided by who knows what it does. */
  async function write<Result>(kind: CallKind, deadline: Deadline, call: Send<Result>): Promise<Result> {
    let hasBegun = false;
    const begin = (signal: AbortSignal) => {
      hasBegun = true;
      return call(signal);
    };
    try {
      return await pacing.write.inTurn(deadline, 0, () => attempt(kind, deadline, begin));
    } catch (error) {
      // Whether it may have been sent makes all the difference to who wanted it.
      throw hasBegun && error instanceof DeadlineExceededError
        ? new DeadlineExceededError(true, error)
        : error;
    }
  }

  return {
    /** Makes a call. Its signal aborts when the answer would come too late. */
    async call<Result>(
      ask: Ask,
      deadline: Deadline,
      call: Send<Result>,
      bulk?: BulkRead<Result>,
    ): Promise<Result> {
      const { operation, access } = ask;
      const kind = { provider, sourceId, operation, access };
      try {
        return await (access === "read" ? read(kind, deadline, call, bulk) : write(kind, deadline, call));
      } catch (thrown) {
        if (thrown instanceof GatewayError) throw thrown;
        const error = reasonOf(thrown, ask);
        const failure = failureFrom(error, ask);
        const isCancelled = deadline.isCancelled();
        logFailure(logger, { sourceId, ask, error, failure, verdict: factsOf(error).verdict, isCancelled });
        throw new GatewayError(failure, { cause: error });
      }
    },

    /** What a caller is told who cannot wait for the answer any longer, although it is still being read. */
    late: (ask: Ask): GatewayError =>
      new GatewayError(failureFrom(reasonOf(new DeadlineExceededError(false, null), ask), ask)),

    status: (): UpstreamStatus => ({
      circuit: breaker.state(),
      reads: pacing.read.occupancy(),
      writes: pacing.write.occupancy(),
    }),
  };
}

type Send<Result> = (signal: AbortSignal) => Promise<Result>;

/** What shows that a source is in trouble; a refusal shows that it is well. */
const troubles: readonly Verdict[] = ["TIMEOUT", "SERVER_ERROR", "UNREACHABLE", "MALFORMED_RESPONSE"];

const circuitLog: Readonly<Record<CircuitState, string>> = {
  OPEN: "circuit opened: the source is not asked for a while",
  HALF_OPEN: "circuit half open: one call tries whether the source is well again",
  CLOSED: "circuit closed: the source is well again",
};

/** Nobody waited for what it would come to. */
function isGivenUp(error: unknown): boolean {
  return error instanceof DeadlineExceededError && !error.hadItsTime;
}
