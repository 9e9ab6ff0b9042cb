import type { Failure } from "./failure.js";
import type { FailureReason, Meaning } from "./failure-reasons.js";
import { failureReasons } from "./failure-reasons.js";
import type { LostAnswer } from "./unknown-outcome.js";
import { mayHaveBeenMade } from "./unknown-outcome.js";

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
export interface UpstreamFacts {
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
export function failureOf(call: UpstreamCall, facts: UpstreamFacts): Failure {
  const meaning: Meaning = failureReasons[facts.reason];
  const isWrite = call.access === "write";
  const outcomeUnknown = isWrite && facts.lostAnswer !== null;
  const common = {
    code: meaning.code,
    message: sentence(call, facts, meaning, outcomeUnknown),
    provider: call.provider,
    providerCode: safeTokenOrNull(facts.providerCode),
    requestId: safeTokenOrNull(facts.requestId),
    retryable: meaning.retryable === "yes" || (meaning.retryable === "reads" && !isWrite),
  };
  switch (meaning.kind) {
    case "ValidationError":
      return {
        ...common,
        kind: meaning.kind,
        violations: [{ path: ["input"], code: "REJECTED_BY_PROVIDER", message: common.message }],
      };
    case "NotFoundError":
      return { ...common, kind: meaning.kind, resourceType: call.resourceType, resourceId: call.resourceId };
    case "ConflictError":
      return {
        ...common,
        kind: meaning.kind,
        reason: meaning.reason,
        current: null,
      };
    case "ThrottledError":
      return { ...common, kind: meaning.kind, retryAfterSeconds: facts.retryAfterSeconds };
    case "UpstreamError":
      return { ...common, kind: meaning.kind, failure: meaning.failure, outcomeUnknown };
    default:
      return { ...common, kind: meaning.kind };
  }
}

/** A name, a number or an id; a sentence in its place would be text of the upstream. */
export function safeTokenOrNull(text: string | null): string | null {
  return text !== null && /^[A-Za-z0-9._-]{1,128}$/.test(text) ? text : null;
}

function sentence(
  call: UpstreamCall,
  facts: UpstreamFacts,
  meaning: Meaning,
  outcomeUnknown: boolean,
): string {
  const happened = `${call.providerName} (${call.sourceId}) could not ${call.action}: ${facts.happened ?? meaning.happened}.`;
  if (outcomeUnknown) return `${happened} ${mayHaveBeenMade}`;
  if (facts.retryAfterSeconds && meaning.retryable === "yes") {
    return `${happened} Try again in ${facts.retryAfterSeconds} seconds.`;
  }
  return `${happened} ${facts.advice ?? meaning.advice}`;
}
