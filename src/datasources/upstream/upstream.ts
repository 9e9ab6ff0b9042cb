import type { Failure } from "../../domain/errors.js";
import { GatewayError } from "../../domain/errors.js";
import type { UpstreamCall, UpstreamFacts } from "../../domain/verdicts.js";
import { failureOf } from "../../domain/verdicts.js";
import type { Deadline } from "../deadlines.js";
import { DeadlineExceededError, withinDeadline } from "../deadlines.js";
import type { Runtime } from "../provider.js";
import { createPacing } from "./pacing.js";

/** Which source is called, and how many calls it takes at once. */
export interface Callee extends Pick<UpstreamCall, "provider" | "providerName" | "sourceId"> {
  readonly concurrency: number;
}

/** What is asked of it. */
export type Ask = Pick<UpstreamCall, "action" | "access" | "resourceType" | "resourceId">;

/** One of many reads that together make one answer: single reads go before it. */
export interface BulkRead<Result> {
  /** What makes the call needless by the time that its turn comes; null where nothing does. May throw to give up. */
  readonly instead: () => Promise<Result> | null;
}

/**
 * The way through which one source's client calls its provider: each call within its time limit and its
 * deadline and at the source's pace; reads repeated while the provider throttles and time is left; each failure classified
 * by the provider's own table, logged once, and thrown as a GatewayError.
 */
export function createUpstream(
  callee: Callee,
  factsOf: (error: unknown) => UpstreamFacts,
  { logger, upstreamTimeoutMs, requestTimeoutMs }: Runtime,
) {
  const { concurrency, ...described } = callee;
  const paceOf = (access: Ask["access"]) =>
    createPacing({
      concurrency,
      longestWaitMs: requestTimeoutMs,
      throttleOf(error) {
        const { verdict, retryAfterSeconds } = factsOf(error);
        return verdict === "THROTTLED" ? { retryAfterSeconds } : null;
      },
      onThrottle(error) {
        const { providerCode } = factsOf(error);
        logger.warn({ source: callee.sourceId, access, providerCode }, "upstream throttles: slowing down");
      },
    });
  /** A write waits behind no read, and a provider that throttles the one need not throttle the other. */
  const pacing = { read: paceOf("read"), write: paceOf("write") };

  function failureFrom(error: unknown, ask: Ask): Failure {
    return failureOf({ ...described, ...ask }, factsOf(error));
  }

  /** That the provider throttles is the better reason why there was no time left to ask. */
  function reasonOf(error: unknown, { access }: Ask): unknown {
    const neverBegan = error instanceof DeadlineExceededError && !error.begun;
    return (neverBegan ? pacing[access].refusal() : null) ?? error;
  }

  async function call<Result>(
    ask: Ask,
    deadline: Deadline,
    send: (signal: AbortSignal) => Promise<Result>,
    bulk?: BulkRead<Result>,
  ): Promise<Result> {
    const attempt = () => withinDeadline(deadline, upstreamTimeoutMs, send);
    try {
      if (ask.access === "write") return await pacing.write.once(deadline, attempt);
      const turn = await pacing.read.repeatedly(deadline, bulk !== undefined, async () => {
        const other = bulk?.instead() ?? null;
        return other === null ? { result: await attempt() } : { other };
      });
      if ("result" in turn) return turn.result;
      // It is waited for outside the turn, since it may need one itself.
      return await turn.other.catch(() => call(ask, deadline, send));
    } catch (thrown) {
      if (thrown instanceof GatewayError) throw thrown;
      const error = reasonOf(thrown, ask);
      const failure = failureFrom(error, ask);
      const { kind, code, providerCode, requestId } = failure;
      const facts = {
        source: callee.sourceId,
        action: ask.action,
        kind,
        code,
        providerCode,
        providerRequestId: requestId,
      };
      const level = deadline.isCancelled() ? "debug" : "warn";
      logger[level]({ ...facts, ...traceOf(error, failure) }, "upstream call failed");
      throw new GatewayError(failure, { cause: error });
    }
  }

  return {
    call,
    /** What a caller is told who cannot wait for the answer any longer, although it is still being read. */
    late: (ask: Ask): GatewayError =>
      new GatewayError(failureFrom(reasonOf(new DeadlineExceededError(false, null), ask), ask)),
  };
}

/**
 * Where an error comes from that no table knows: it may be a mistake of the gateway's own. Its message is left out,
 * since it may hold what the upstream said.
 */
function traceOf(
  error: unknown,
  failure: Failure,
): { readonly error?: string; readonly trace?: readonly string[] } {
  if (failure.code !== "INTERNAL" || !(error instanceof Error)) return {};
  const trace = (error.stack ?? "").split("\n").filter((line) => line.startsWith("    at "));
  return { error: error.name, trace: trace.slice(0, 8).map((line) => line.trim()) };
}
