import { GatewayError } from "../domain/failures/gateway-error.js";
import type { UpstreamCall, UpstreamErrorDetails } from "../domain/failures/upstream-call-failure.js";
import type { SourceSettings } from "../settings/source-settings.js";
import type { Send } from "./attempts.js";
import { createAttempts } from "./attempts.js";
import { createCallQueue } from "./call-queue.js";
import type { Deadline } from "./deadlines.js";
import { DeadlineExceededError } from "./deadlines.js";
import { logFailure } from "./failure-log.js";
import { isAboutItem } from "./item-errors.js";
import { localShortageOf } from "./local-shortage.js";
import type { MalformedResponseError } from "./malformed-response-error.js";
import type { Prerequisite } from "./prerequisite.js";
import { noPrerequisite } from "./prerequisite.js";
import { retryRead } from "./retry.js";
import type { CallDescription, Lane } from "./source-failures.js";
import { createSourceFailures, laneOf } from "./source-failures.js";
import type { CallKind, Occupancy, UpstreamStatus } from "./upstream-observer.js";
import type { UpstreamRuntime } from "./upstream-runtime.js";

/** The source to call. */
export interface CalledSource extends Pick<UpstreamCall, "provider" | "providerName"> {
  readonly source: Pick<SourceSettings, "id" | "concurrency" | "callsPerSecond" | "resilience">;
}

/** Flow of the calls about the items of a list. The next page of the list must not wait for all of them. */
const bulkFlow = "bulk";

/** One of many reads for the same result. */
export interface BulkRead<Result> {
  /** Called when the call leaves the queue. Returns a read that makes it unnecessary, or null. Can throw to cancel it. */
  readonly supersededBy: () => Promise<Result> | null;
}

/**
 * Makes the calls of one source to its provider. Only this function assembles the call policy: calls wait in a queue, reads
 * are retried, and each attempt passes the circuit breaker, the rate limit and a timeout. Each failure is classified by the
 * provider's own table, logged once, and thrown as a GatewayError.
 */
export function createUpstream(
  { provider, providerName, source }: CalledSource,
  classifyProviderError: (error: unknown) => UpstreamErrorDetails,
  runtime: UpstreamRuntime,
  prerequisite: Prerequisite = noPrerequisite,
) {
  const { logger, observer, requestTimeoutMs } = runtime;
  const { maxAttempts, breakerOpenMs } = { ...runtime.resilience, ...source.resilience };
  const sourceId = source.id;
  const failures = createSourceFailures({
    provider,
    providerName,
    sourceId,
    classifyProviderError,
    breakerOpenMs,
  });
  const { classifyError } = failures;
  const attempts = createAttempts(provider, source, failures, runtime);
  const createQueue = () => createCallQueue(source.concurrency);
  /**
   * Separate queues, so that a write never waits behind reads, nor a list behind histories. Calls about users wait for each other,
   * so that they use little of the source's rate.
   */
  const queues = {
    read: createQueue(),
    write: createQueue(),
    history: createQueue(),
    users: createCallQueue(1),
  };

  /** Returns the error of what left no time for the call: throttling, or a prerequisite such as credentials. */
  function causeOf(error: unknown, description: CallDescription): unknown {
    const neverBegan = error instanceof DeadlineExceededError && !error.begun;
    return (
      (neverBegan ? (prerequisite.pending() ?? attempts.recentThrottle(laneOf(description))) : null) ?? error
    );
  }

  async function read<Result>(
    lane: Lane,
    kind: CallKind,
    deadline: Deadline,
    send: Send<Result>,
    bulk?: BulkRead<Result>,
  ): Promise<Result> {
    const flow = bulk === undefined ? deadline.flow : bulkFlow;
    const attempt = () =>
      queues[lane].run(
        deadline,
        async () => {
          const other = bulk?.supersededBy() ?? null;
          return other === null ? { result: await attempts.run(lane, kind, deadline, send) } : { other };
        },
        flow,
      );
    const ended = await retryRead(attempt, deadline, {
      maxAttempts,
      maxWaitMs: requestTimeoutMs,
      classifyError,
      onRetry(reason) {
        observer.readRetried(kind, reason);
        logger.debug({ source: sourceId, operation: kind.operation, reason }, "upstream read retried");
      },
    });
    if ("result" in ended) return ended.result;
    // Awaited outside the queue, because the other read may need a slot in it.
    return ended.other.catch(() => read(lane, kind, deadline, send));
  }

  /** Sends a write once. Only the caller knows whether it can be retried. */
  async function write<Result>(kind: CallKind, deadline: Deadline, send: Send<Result>): Promise<Result> {
    let hasBegun = false;
    const begin = (signal: AbortSignal) => {
      hasBegun = true;
      return send(signal);
    };
    try {
      return await queues.write.run(deadline, () => attempts.run("write", kind, deadline, begin));
    } catch (error) {
      // The caller must know whether the write may have been sent.
      throw hasBegun && error instanceof DeadlineExceededError
        ? new DeadlineExceededError(true, error)
        : error;
    }
  }

  return {
    /** Makes a call. Throws a GatewayError if it fails. */
    async call<Result>(
      description: CallDescription,
      deadline: Deadline,
      send: Send<Result>,
      bulk?: BulkRead<Result>,
    ): Promise<Result> {
      const { operation, access } = description;
      const kind = { provider, sourceId, operation, access };
      const attempt = (signal: AbortSignal) =>
        send(signal).catch((error: unknown) => {
          throw failures.asErrorOf(description, error);
        });
      try {
        await prerequisite.meet(deadline).catch((error: unknown) => {
          throw localShortageOf(error) ?? error;
        });
        return await (access === "read"
          ? read(laneOf(description), kind, deadline, attempt, bulk)
          : write(kind, deadline, attempt));
      } catch (thrown) {
        if (thrown instanceof GatewayError) throw thrown;
        const error = causeOf(thrown, description);
        const { reason, lostAnswer } = classifyError(error);
        const failure = failures.failureOf(error, description);
        const isCancelled = deadline.isCancelled();
        const thrownError = new GatewayError(failure, {
          cause: error,
          ...(lostAnswer === null ? {} : { lostAnswer }),
        });
        // The refresh of the list logs all its unreadable items in one line.
        const isOfItem = bulk !== undefined && isAboutItem(thrownError);
        logFailure(logger, { sourceId, description, error, failure, reason, isCancelled, isOfItem });
        throw thrownError;
      }
    },

    /** Returns the error of one item of a list, if the call succeeded but that item cannot be read. */
    itemError: (description: CallDescription, error: MalformedResponseError): GatewayError =>
      new GatewayError(failures.failureOf(error, description), { cause: error }),

    /** Returns the error for a caller whose deadline passes while a shared call continues. */
    timeoutError(description: CallDescription): GatewayError {
      const error = causeOf(new DeadlineExceededError(false, null), description);
      return new GatewayError(failures.failureOf(error, description));
    },

    status: (): UpstreamStatus => ({
      circuit: attempts.circuit(),
      reads: [queues.read, queues.history, queues.users].map((queue) => queue.occupancy()).reduce(sumOf),
      writes: queues.write.occupancy(),
    }),
  };
}

const sumOf = (one: Occupancy, other: Occupancy): Occupancy => ({
  running: one.running + other.running,
  waiting: one.waiting + other.waiting,
});
