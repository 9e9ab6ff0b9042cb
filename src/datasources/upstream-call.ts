import type { Failure } from "../domain/errors.js";
import { GatewayError } from "../domain/errors.js";
import type { UpstreamCall, UpstreamFacts } from "../domain/verdicts.js";
import { failureOf } from "../domain/verdicts.js";
import { withinDeadline } from "./deadlines.js";
import type { Runtime } from "./provider.js";

/** Which source is called, and what it has. */
export type Callee = Pick<UpstreamCall, "provider" | "providerName" | "sourceId">;

/** What is asked of it. */
export type Ask = Pick<UpstreamCall, "action" | "access" | "resourceType" | "resourceId">;

/**
 * Makes the function through which one source's client calls its provider: each call within its time limit and the
 * request's deadline, each failure classified by the provider's own table, logged once, and thrown as a GatewayError.
 */
export function createUpstreamCall(
  callee: Callee,
  factsOf: (error: unknown) => UpstreamFacts,
  { logger, upstreamTimeoutMs }: Runtime,
) {
  return async function call<Result>(
    ask: Ask,
    requestSignal: AbortSignal,
    send: (signal: AbortSignal) => Promise<Result>,
  ): Promise<Result> {
    try {
      return await withinDeadline(requestSignal, upstreamTimeoutMs, send);
    } catch (error) {
      const failure = failureOf({ ...callee, ...ask }, factsOf(error));
      const { kind, code, providerCode, requestId } = failure;
      const facts = {
        source: callee.sourceId,
        action: ask.action,
        kind,
        code,
        providerCode,
        providerRequestId: requestId,
      };
      logger.warn({ ...facts, ...traceOf(error, failure) }, "upstream call failed");
      throw new GatewayError(failure, { cause: error });
    }
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
