import type { Failure } from "./failure.js";
import type { FailureDefinition, FailureReason } from "./failure-reasons.js";
import { failureReasons } from "./failure-reasons.js";
import type { LostAnswer } from "./unknown-outcome.js";
import { unknownOutcomeMessage } from "./unknown-outcome.js";

/** One call to a provider, as messages describe it. */
export interface UpstreamCall {
  /** The value of the GraphQL enum `Provider`. */
  readonly provider: string;
  /** The provider's name in messages, e.g. `Managed Service for Apache Flink`. */
  readonly providerName: string;
  readonly sourceId: string;
  /** What the call does, in the infinitive, e.g. `list applications`. */
  readonly action: string;
  readonly access: "read" | "write";
  readonly resourceType: string;
  readonly resourceId: string;
  /** The provider's name for the permission that the call needs. */
  readonly permission: string;
}

/** What the gateway knows about a failed call. */
export interface UpstreamErrorDetails {
  readonly reason: FailureReason;
  readonly providerCode: string | null;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;
  /** Set if a write may have been applied despite the error; null if it was rejected or never sent. */
  readonly lostAnswer: LostAnswer | null;
  /** Replaces the general text for the reason. */
  readonly happened?: string | undefined;
  readonly advice?: string | ((call: UpstreamCall) => string) | undefined;
}

/** Returns the failure of one upstream call, worded by the gateway. */
export function failureOf(call: UpstreamCall, details: UpstreamErrorDetails): Failure {
  const definition: FailureDefinition = failureReasons[details.reason];
  const isWrite = call.access === "write";
  const outcomeUnknown = isWrite && details.lostAnswer !== null;
  const common = {
    code: definition.code,
    message: sentence(call, details, definition, outcomeUnknown),
    provider: call.provider,
    providerCode: safeTokenOrNull(details.providerCode),
    requestId: safeTokenOrNull(details.requestId),
    retryable: definition.retryable === "yes" || (definition.retryable === "reads" && !isWrite),
  };
  switch (definition.kind) {
    case "ValidationError":
      return {
        ...common,
        kind: definition.kind,
        violations: [{ path: ["input"], code: "REJECTED_BY_PROVIDER", message: common.message }],
      };
    case "NotFoundError":
      return {
        ...common,
        kind: definition.kind,
        resourceType: call.resourceType,
        resourceId: call.resourceId,
      };
    case "ConflictError":
      return {
        ...common,
        kind: definition.kind,
        reason: definition.reason,
        current: null,
      };
    case "ThrottledError":
      return { ...common, kind: definition.kind, retryAfterSeconds: details.retryAfterSeconds };
    case "UpstreamError":
      return { ...common, kind: definition.kind, failure: definition.failure, outcomeUnknown };
    default:
      return { ...common, kind: definition.kind };
  }
}

/** Returns the text if it is a name, number or id; null otherwise, because it could be free text from the provider. */
export function safeTokenOrNull(text: string | null): string | null {
  return text !== null && /^[A-Za-z0-9._-]{1,128}$/.test(text) ? text : null;
}

function sentence(
  call: UpstreamCall,
  details: UpstreamErrorDetails,
  definition: FailureDefinition,
  outcomeUnknown: boolean,
): string {
  const { kind, advice } = definition;
  const happened = `Could not ${call.action}: ${call.providerName} (${call.sourceId}) ${details.happened ?? definition.happened}.`;
  if (outcomeUnknown) return `${happened} ${unknownOutcomeMessage}`;
  // All other kinds are rejections, after which it is clear that nothing was changed.
  const facts =
    call.access === "write" && kind === "UpstreamError" ? `${happened} Nothing was changed.` : happened;
  if (details.retryAfterSeconds && definition.retryable === "yes") {
    return `${facts} Try again in ${details.retryAfterSeconds} seconds.`;
  }
  const better = typeof details.advice === "function" ? details.advice(call) : details.advice;
  return `${facts} ${better ?? advice}`;
}
