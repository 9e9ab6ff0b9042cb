import { gzipSync } from "node:zlib";
import type { Fault } from "../../src/emulators/faults.js";

/** Timeouts of an attempt and of a request in the matrix. */
export const attemptTimeoutMs = 1_000;
export const requestTimeoutMs = 8_000;

/** Timeouts for faults that need their own gateway. They are long enough for a throttled source at two calls per second. */
export const aloneAttemptTimeoutMs = 4_500;
export const aloneRequestTimeoutMs = 9_000;

/** Text from an upstream, which no response and no log line may contain. */
export const upstreamText = "arn:aws:iam::210987654321:role/somebody-elses";

/** The error that a caller gets. */
export interface Meaning {
  readonly type: string;
  readonly code: string;
  /** The `failure` of an UpstreamError, or the `reason` of a ConflictError. */
  readonly detail?: string;
  readonly retryable: boolean;
}

const upstream = (code: string, detail: string, retryable = true): Meaning => ({
  type: "UpstreamError",
  code,
  detail,
  retryable,
});
const serverError = upstream("UNAVAILABLE", "SERVER_ERROR");
const unreachable = upstream("UNAVAILABLE", "UNREACHABLE");
const timeout = upstream("DEADLINE_EXCEEDED", "TIMEOUT");
const malformed = upstream("INTERNAL", "MALFORMED_RESPONSE");
const unexpected = upstream("INTERNAL", "SERVER_ERROR", false);
const throttled: Meaning = { type: "ThrottledError", code: "RESOURCE_EXHAUSTED", retryable: true };
const rejected: Meaning = { type: "ValidationError", code: "INVALID_ARGUMENT", retryable: false };
const notFound: Meaning = { type: "NotFoundError", code: "NOT_FOUND", retryable: false };
export const unsupported: Meaning = {
  type: "UnsupportedOperationError",
  code: "UNIMPLEMENTED",
  retryable: false,
};
const denied: Meaning = { type: "AccessError", code: "PERMISSION_DENIED", retryable: false };
const unauthenticated: Meaning = { type: "AccessError", code: "UNAUTHENTICATED", retryable: false };
const inUse: Meaning = {
  type: "ConflictError",
  code: "FAILED_PRECONDITION",
  detail: "RESOURCE_IN_USE",
  retryable: true,
};
const concurrent: Meaning = {
  type: "ConflictError",
  code: "ABORTED",
  detail: "CONCURRENT_MODIFICATION",
  retryable: true,
};

/** One way in which a provider misbehaves, and the expected result. */
export interface FaultCase {
  readonly name: string;
  readonly fault: Fault;
  /** The caller's error; null if the response is correct. */
  readonly meaning: Meaning | null;
  /** Whether one item of a correct response is odd. */
  readonly isOdd?: boolean;
  /** Whether a read is retried. */
  readonly passes?: boolean;
  /** Whether the request is signed afresh and sent again, once. */
  readonly isSignedAgain?: boolean;
  /** Whether a write may have been applied, as far as the gateway knows. */
  readonly isLost?: boolean;
  /** After a lost response to a write: whether the gateway knows that the provider has finished it. */
  readonly isOver?: boolean;
  /** Whether a write is applied, at once or later. */
  readonly acts?: boolean;
  /** Whether it needs its own gateway, because it slows down later calls (throttling) or takes longer. */
  readonly isAlone?: boolean;
}

const html = { body: `<html>${upstreamText}</html>`, contentType: "text/html" };
const json = JSON.stringify({ data: [], ApplicationSummaries: [] });
const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
const lost = { isLost: true };

/** Faults of any provider, other than its own errors. */
const common: readonly FaultCase[] = [
  { name: "slow response", fault: { latencyMs: 60 }, meaning: null },
  { name: "limit of 1,000 calls a second", fault: { perSecond: 1_000 }, meaning: null },
  {
    name: "slower than the attempt timeout",
    fault: { latencyMs: 1_400 },
    meaning: timeout,
    ...lost,
    acts: true,
  },
  {
    name: "slower than the attempt timeout, after applying the call",
    fault: { answerLatencyMs: 1_400 },
    meaning: timeout,
    ...lost,
    acts: true,
  },
  { name: "hangs", fault: { hang: true }, meaning: timeout, ...lost },
  {
    name: "hangs after applying the call",
    fault: { hang: true, carriedOut: true },
    meaning: timeout,
    ...lost,
    acts: true,
  },
  { name: "sends one byte at a time", fault: { body: json, dripMs: 40 }, meaning: timeout, ...lost },
  {
    name: "resets the connection",
    fault: { reset: true },
    meaning: unreachable,
    passes: true,
    ...lost,
    isOver: true,
  },
  {
    name: "resets the connection after applying the call",
    fault: { reset: true, carriedOut: true },
    meaning: unreachable,
    passes: true,
    ...lost,
    isOver: true,
    acts: true,
  },
  {
    name: "resets the connection, then applies the call",
    fault: { reset: true, carriedOutAfterMs: 100 },
    meaning: unreachable,
    passes: true,
    ...lost,
    isOver: true,
    acts: true,
  },
  { name: "resets a connection that was idle", fault: { resetIfReused: true }, meaning: null },
  { name: "407 of a proxy, HTML", fault: { status: 407, ...html }, meaning: unreachable, passes: true },
  { name: "200, HTML", fault: { ...html }, meaning: malformed, ...lost },
  { name: "200, a JSON number", fault: { body: "7" }, meaning: malformed, ...lost },
  {
    name: "200, fields of the wrong type",
    fault: { body: { data: 7, ApplicationSummaries: 7 } },
    meaning: malformed,
    ...lost,
  },
  {
    name: "200, half of a gzip stream",
    fault: { bodyBase64: base64(gzipSync(json).subarray(0, 20)), headers: { "content-encoding": "gzip" } },
    meaning: malformed,
    ...lost,
  },
  {
    name: "200, invalid UTF-8",
    fault: { bodyBase64: base64(Buffer.of(0x7b, 0xff, 0x7d)) },
    meaning: malformed,
    ...lost,
  },
  {
    name: "200, endless body",
    fault: { body: json, endless: true },
    meaning: malformed,
    ...lost,
    isAlone: true,
  },
  {
    name: "502, HTML",
    fault: { status: 502, ...html },
    meaning: serverError,
    passes: true,
    ...lost,
  },
  {
    name: "502, HTML, after applying the call",
    fault: { status: 502, ...html, carriedOut: true },
    meaning: serverError,
    passes: true,
    ...lost,
    acts: true,
  },
];

const failing = { meaning: serverError, passes: true, ...lost } as const;

const aws: readonly FaultCase[] = [
  ...common,
  {
    name: "breaks the connection in the middle of the response",
    fault: { truncate: true },
    meaning: unreachable,
    passes: true,
    ...lost,
    isOver: true,
    acts: true,
  },
  { name: "ResourceNotFoundException", fault: { errorType: "ResourceNotFoundException" }, meaning: notFound },
  { name: "ResourceInUseException", fault: { errorType: "ResourceInUseException" }, meaning: inUse },
  {
    name: "ConcurrentModificationException",
    fault: { errorType: "ConcurrentModificationException" },
    meaning: concurrent,
  },
  ...[
    "InvalidArgumentException",
    "InvalidRequestException",
    "ValidationException",
    "SerializationException",
  ].map((errorType) => ({ name: errorType, fault: { errorType }, meaning: rejected })),
  {
    name: "UnsupportedOperationException",
    fault: { errorType: "UnsupportedOperationException" },
    meaning: unsupported,
  },
  {
    name: "UnknownOperationException",
    fault: { errorType: "UnknownOperationException" },
    meaning: unsupported,
  },
  {
    name: "501, InternalFailure",
    fault: { status: 501, errorType: "InternalFailure" },
    meaning: unsupported,
  },
  { name: "501 without an error name", fault: { status: 501, body: "" }, meaning: unsupported },
  ...["AccessDeniedException", "NotAuthorized", "OptInRequired"].map((errorType) => ({
    name: errorType,
    fault: { errorType, status: 403 },
    meaning: denied,
  })),
  ...["UnrecognizedClientException", "ExpiredTokenException", "InvalidSignatureException"].map(
    (errorType) => ({ name: errorType, fault: { errorType }, meaning: unauthenticated }),
  ),
  {
    name: "RequestExpired",
    fault: { errorType: "RequestExpired" },
    meaning: unauthenticated,
    isSignedAgain: true,
  },
  { name: "InternalFailure", fault: { errorType: "InternalFailure" }, ...failing, isOver: true },
  {
    name: "InternalFailure after applying the call",
    fault: { errorType: "InternalFailure", carriedOut: true },
    ...failing,
    isOver: true,
    acts: true,
  },
  {
    name: "ServiceUnavailableException",
    fault: { errorType: "ServiceUnavailableException" },
    ...failing,
    isOver: true,
  },
  { name: "504 without an error name", fault: { status: 504, body: "" }, ...failing },
  {
    name: "200, one application without a status",
    fault: { merge: { "orders-enrichment": { ApplicationStatus: null } } },
    meaning: malformed,
    isOdd: true,
    ...lost,
  },
  { name: "an unknown exception", fault: { errorType: "NeverSeenException" }, meaning: unexpected },
  { name: "404, HTML", fault: { status: 404, ...html }, meaning: unsupported },
  {
    name: "307 to another host",
    fault: { status: 307, body: "", headers: { location: "http://127.0.0.1:9/" } },
    meaning: unexpected,
    ...lost,
  },
  {
    name: "ThrottlingException",
    fault: { errorType: "ThrottlingException" },
    meaning: throttled,
    passes: true,
    isAlone: true,
  },
  {
    name: "429, retry after a minute",
    fault: { errorType: "ThrottlingException", status: 429, headers: { "retry-after": "60" } },
    meaning: throttled,
    isAlone: true,
  },
];

const datadog: readonly FaultCase[] = [
  ...common,
  {
    name: "200, one window without a name",
    fault: { merge: { "00000000-0000-4000-8000-000000000002": { attributes: { name: null } } } },
    meaning: malformed,
    isOdd: true,
    ...lost,
  },
  { name: "400", fault: { status: 400 }, meaning: rejected },
  { name: "401", fault: { status: 401 }, meaning: unauthenticated },
  { name: "403", fault: { status: 403 }, meaning: denied },
  { name: "403, HTML", fault: { status: 403, ...html }, meaning: denied },
  { name: "404", fault: { status: 404 }, meaning: notFound },
  { name: "405", fault: { status: 405 }, meaning: unsupported },
  { name: "408", fault: { status: 408 }, meaning: unexpected, ...lost },
  { name: "409", fault: { status: 409 }, meaning: concurrent },
  { name: "418", fault: { status: 418 }, meaning: unexpected, ...lost },
  { name: "422", fault: { status: 422 }, meaning: rejected },
  { name: "500", fault: { status: 500 }, ...failing, isOver: true },
  {
    name: "500 after applying the call",
    fault: { status: 500, carriedOut: true },
    ...failing,
    isOver: true,
    acts: true,
  },
  { name: "501", fault: { status: 501 }, meaning: unsupported },
  { name: "503", fault: { status: 503 }, ...failing, isOver: true },
  {
    name: "503 after applying the call",
    fault: { status: 503, carriedOut: true },
    ...failing,
    isOver: true,
    acts: true,
  },
  { name: "504", fault: { status: 504 }, ...failing },
  {
    name: "307 to another host",
    fault: { status: 307, body: "", headers: { location: "http://127.0.0.1:9/" } },
    meaning: unexpected,
    ...lost,
  },
  {
    name: "429",
    fault: { status: 429, headers: { "x-ratelimit-reset": "0" } },
    meaning: throttled,
    passes: true,
    isAlone: true,
  },
  {
    name: "429, retry after a minute",
    fault: { status: 429, headers: { "x-ratelimit-reset": "60" } },
    meaning: throttled,
    isAlone: true,
  },
];

export const faultCases = { flink: aws, datadog };
