import type { Failure } from "./failure.js";
import type { FailureDefinition, FailureReason } from "./failure-reasons.js";
import { failureReasons } from "./failure-reasons.js";
import type { LostAnswer } from "./unknown-outcome.js";
import { unknownOutcomeMessage } from "./unknown-outcome.js";

/** One call to an upstream, as far as a person needs to know it. */
export interface UpstreamCall {
  /** The value of the GraphQL enum `Provider`. */
  readonly provider: string;
  /** As a person would say it, e.g. `Managed Service for Apache Flink`. */
  readonly providerName: string;
  readonly sourceId: string;
  /** In the infinitive, e.g. `list applications`. */
  readonly action: string;
  readonly access: "read" | "write";
  readonly resourceType: string;
  readonly resourceId: string;
}

/** What was learned from the upstream's answer. */
export interface UpstreamErrorDetails {
  readonly reason: FailureReason;
  readonly providerCode: string | null;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;
  /** Set if the request may have reached the provider and no answer came; null after an answer, or if nothing was sent. */
  readonly lostAnswer: LostAnswer | null;
  /** In place of the general words for the reason. */
  readonly happened?: string | undefined;
  readonly advice?: string | undefined;
}

/** The failure of one upstream call in the gateway's own words. */
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

/** A name, a number or an id; a sentence in its place would be text of the upstream. */
export function safeTokenOrNull(text: string | null): string | null {
  return text !== null && /^[A-Za-z0-9._-]{1,128}$/.test(text) ? text : null;
}

function sentence(
  call: UpstreamCall,
  details: UpstreamErrorDetails,
  definition: FailureDefinition,
  outcomeUnknown: boolean,
): string {
  const happened = `${call.providerName} (${call.sourceId}) could not ${call.action}: ${details.happened ?? definition.happened}.`;
  if (outcomeUnknown) return `${happened} ${unknownOutcomeMessage}`;
  if (details.retryAfterSeconds && definition.retryable === "yes") {
    return `${happened} Try again in ${details.retryAfterSeconds} seconds.`;
  }
  return `${happened} ${details.advice ?? definition.advice}`;
}
