import type { ConflictReason, Failure, MaintenanceErrorCode, UpstreamFailure } from "./errors.js";
import { mayHaveBeenMade } from "./lost-answers.js";

/** What a verdict means to the caller. */
type Meaning = {
  readonly code: MaintenanceErrorCode;
  /** Whether the same request can succeed later; `reads`: only where it was a read. */
  readonly retryable: "yes" | "no" | "reads";
  /** What happened, after "<provider> (<source>) could not <action>: ". */
  readonly happened: string;
  /** What the caller can do. */
  readonly advice: string;
} & (
  | { readonly kind: "ConflictError"; readonly reason: ConflictReason }
  | { readonly kind: "UpstreamError"; readonly failure: UpstreamFailure }
  | { readonly kind: Exclude<Failure["kind"], "ConflictError" | "UpstreamError"> }
);

/** The normalized outcomes that every provider's failures are mapped to; docs/errors.md shows the same table. */
export const verdicts = {
  NOT_FOUND: {
    kind: "NotFoundError",
    code: "NOT_FOUND",
    retryable: "no",
    happened: "it has no such resource",
    advice: "Check the id; it may have been deleted or belong to another source.",
  },
  RESOURCE_IN_USE: {
    kind: "ConflictError",
    code: "FAILED_PRECONDITION",
    reason: "RESOURCE_IN_USE",
    retryable: "yes",
    happened: "the state of the resource does not allow it now",
    advice: "Try again when its state has changed.",
  },
  CONCURRENT_MODIFICATION: {
    kind: "ConflictError",
    code: "ABORTED",
    reason: "CONCURRENT_MODIFICATION",
    retryable: "yes",
    happened: "it conflicts with another change",
    advice: "Read what there is now, then repeat the change if it is still wanted.",
  },
  REJECTED: {
    kind: "ValidationError",
    code: "INVALID_ARGUMENT",
    retryable: "no",
    happened: "it rejected the request as invalid",
    advice: "Check the values against the provider's rules.",
  },
  UNSUPPORTED: {
    kind: "UnsupportedOperationError",
    code: "UNIMPLEMENTED",
    retryable: "no",
    happened: "it does not support this for the resource",
    advice: "It can't be done through this provider for this resource.",
  },
  PERMISSION_DENIED: {
    kind: "AccessError",
    code: "PERMISSION_DENIED",
    retryable: "no",
    happened: "it denied access",
    advice: "Ask the gateway's operators to check the permissions of its credentials for this source.",
  },
  UNAUTHENTICATED: {
    kind: "AccessError",
    code: "UNAUTHENTICATED",
    retryable: "no",
    happened: "it did not accept the gateway's credentials",
    advice: "Ask the gateway's operators to check or renew its credentials for this source.",
  },
  THROTTLED: {
    kind: "ThrottledError",
    code: "RESOURCE_EXHAUSTED",
    retryable: "yes",
    happened: "it received too many requests",
    advice: "Wait, then try again.",
  },
  SERVER_ERROR: {
    kind: "UpstreamError",
    code: "UNAVAILABLE",
    failure: "SERVER_ERROR",
    retryable: "yes",
    happened: "it failed on its side",
    advice: "Try again later.",
  },
  CIRCUIT_OPEN: {
    kind: "UpstreamError",
    code: "UNAVAILABLE",
    failure: "CIRCUIT_OPEN",
    retryable: "yes",
    happened: "it has failed several times in a row and is not asked for now",
    advice: "Nothing was sent. Try again in a few seconds.",
  },
  UNREACHABLE: {
    kind: "UpstreamError",
    code: "UNAVAILABLE",
    failure: "UNREACHABLE",
    retryable: "yes",
    happened: "no connection to it could be made or kept",
    advice: "Try again later; if it lasts, check the network and the endpoint.",
  },
  TIMEOUT: {
    kind: "UpstreamError",
    code: "DEADLINE_EXCEEDED",
    failure: "TIMEOUT",
    retryable: "yes",
    happened: "it did not answer in time",
    advice: "Try again later.",
  },
  MALFORMED_RESPONSE: {
    kind: "UpstreamError",
    code: "INTERNAL",
    failure: "MALFORMED_RESPONSE",
    retryable: "reads",
    happened: "its answer could not be understood",
    advice: "If it lasts, tell the gateway's operators.",
  },
  UNEXPECTED: {
    kind: "UpstreamError",
    code: "INTERNAL",
    failure: "SERVER_ERROR",
    retryable: "no",
    happened: "it failed in a way that the gateway does not know",
    advice: "Tell the gateway's operators.",
  },
} as const satisfies Record<string, Meaning>;

export type Verdict = keyof typeof verdicts;

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
  readonly verdict: Verdict;
  readonly providerCode: string | null;
  readonly requestId: string | null;
  readonly retryAfterSeconds: number | null;
  /** Whether the request may have reached the provider without an answer to it. */
  readonly answerLost: boolean;
  /** In place of the verdict's general words. */
  readonly happened?: string | undefined;
  readonly advice?: string | undefined;
}

/** The failure of one upstream call in the gateway's own words. */
export function failureOf(call: UpstreamCall, facts: UpstreamFacts): Failure {
  const meaning: Meaning = verdicts[facts.verdict];
  const isWrite = call.access === "write";
  const outcomeUnknown = isWrite && facts.answerLost;
  const common = {
    code: meaning.code,
    message: sentence(call, facts, meaning, outcomeUnknown),
    provider: call.provider,
    providerCode: plainWord(facts.providerCode),
    requestId: plainWord(facts.requestId),
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
export function plainWord(text: string | null): string | null {
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
