import type { FailureReason } from "../../domain/failures/failure-reasons.js";
import type { LostAnswer } from "../../domain/failures/unknown-outcome.js";
import type { UpstreamErrorDetails } from "../../domain/failures/upstream-call-failure.js";
import type { Classified } from "../../upstream/classify-failure.js";
import { classifyBelowProvider } from "../../upstream/classify-failure.js";
import { CredentialsError, withoutCredentials } from "../../upstream/credentials-error.js";
import { waitSeconds } from "../../upstream/requested-wait.js";
import { isSignatureTimeError } from "./signature-time.js";

/** A row of the error table: AWS exception names (`*` matches any ending) and their meaning. */
interface ErrorRow {
  readonly names: readonly string[];
  readonly reason: FailureReason;
  /** Set if AWS may have applied a write although it returned this error. */
  readonly lostAnswer?: LostAnswer;
  readonly advice?: UpstreamErrorDetails["advice"];
}

/**
 * Maps exception names to reasons. The HTTP status decides only for names that are not in the table, because AWS's
 * documentation and its API models disagree on statuses.
 * Sources: the API reference of KinesisAnalyticsV2, "Common Errors", and the throttling names of the AWS SDK.
 */
export const flinkErrorTable: readonly ErrorRow[] = [
  { names: ["ResourceNotFoundException"], reason: "NOT_FOUND" },
  {
    names: ["ResourceInUseException"],
    reason: "RESOURCE_IN_USE",
    advice: "A window can be changed only while its application is READY or RUNNING. Try again then.",
  },
  { names: ["ConcurrentModificationException"], reason: "CONCURRENT_MODIFICATION" },
  {
    names: [
      "InvalidArgumentException",
      "InvalidRequestException",
      "ValidationException",
      "SerializationException",
    ],
    reason: "REJECTED",
  },
  {
    names: ["UnsupportedOperationException"],
    reason: "UNSUPPORTED",
    advice: "AWS offers maintenance windows only for Managed Service for Apache Flink applications.",
  },
  { names: ["UnknownOperation*", "NotImplemented*", "InvalidAction"], reason: "NOT_OFFERED" },
  {
    names: ["AccessDenied*", "NotAuthorized", "OptInRequired"],
    reason: "PERMISSION_DENIED",
    advice: ({ permission }) => `Ask the gateway's operators to allow the IAM action ${permission}.`,
  },
  {
    names: [
      "UnrecognizedClient*",
      "InvalidClientTokenId",
      "MissingAuthenticationToken*",
      "ExpiredToken*",
      "InvalidSignature*",
      "SignatureDoesNotMatch",
      "IncompleteSignature*",
      "RequestExpired",
      "RequestTimeTooSkewed",
      "RequestInTheFuture",
      "AuthFailure",
      "CredentialsProviderError",
      "TokenProviderError",
    ],
    reason: "UNAUTHENTICATED",
  },
  {
    names: [
      "ThrottlingException",
      "Throttling",
      "ThrottledException",
      "RequestThrottled",
      "RequestThrottledException",
      "RequestLimitExceeded",
      "TooManyRequestsException",
      "LimitExceededException",
      "SlowDown",
      "BandwidthLimitExceeded",
      "EC2ThrottledException",
      "PriorRequestNotComplete",
      "ProvisionedThroughputExceededException",
      "TransactionInProgressException",
    ],
    reason: "THROTTLED",
  },
  { names: ["InternalFailure"], reason: "SERVER_ERROR", lostAnswer: "ENDED" },
  { names: ["ServiceUnavailable*"], reason: "SERVER_ERROR", lostAnswer: "ENDS_SOON" },
];

/** Describes the failure after AWS has also rejected the request with a new signature. */
const signatureTimeRejected = {
  happened: "rejected the time in the gateway's signature twice",
  advice:
    "Ask the gateway's operators to check the clock of the gateway's machine first, then the credentials of this source.",
} as const;

/** The server lacks the operation, whatever the exception's name: for example, a stand-in for AWS. */
const notImplemented = 501;

/** AWS sends these statuses only with exceptions in the table. Without one, a server or proxy lacks the operation. */
const notOffered = [404, 405, notImplemented];

/** Classifies any error of a call to AWS. */
export function classifyError(error: unknown): UpstreamErrorDetails {
  if (error instanceof CredentialsError) {
    const { name: providerCode = null, requestId = null } = answerOf(error.cause);
    return { ...withoutCredentials, providerCode, requestId, retryAfterSeconds: null };
  }
  const answer = answerOf(error);
  const row = answer.name === undefined || answer.status === notImplemented ? undefined : rowOf(answer.name);
  const ofTime = isSignatureTimeError(error) ? signatureTimeRejected : {};
  const classified =
    row === undefined ? classifyWithoutRow(error, answer) : { ...row, lostAnswer: row.lostAnswer ?? null };
  return {
    ...classified,
    providerCode: answer.name ?? null,
    requestId: answer.requestId ?? null,
    retryAfterSeconds: retryAfterSeconds(error),
    advice: row?.advice ?? classified.advice,
    ...ofTime,
  };
}

function classifyWithoutRow(error: unknown, answer: Answer): Classified {
  // A named exception is a response from AWS, even if the table does not contain it.
  if (answer.name === undefined) {
    const below = classifyBelowProvider(error);
    if (below !== null) return below;
    if (error instanceof Error && error.name === "TimeoutError") {
      return { reason: "TIMEOUT", lostAnswer: "UNKNOWN" };
    }
  }
  const { status } = answer;
  if (status === undefined) return { reason: "UNEXPECTED", lostAnswer: "UNKNOWN" };
  if (status === 429) return { reason: "THROTTLED", lostAnswer: null };
  if (notOffered.includes(status)) return { reason: "NOT_OFFERED", lostAnswer: null };
  if (status >= 500) return { reason: "SERVER_ERROR", lostAnswer: "UNKNOWN" };
  if (status >= 200 && status < 300) return { reason: "MALFORMED_RESPONSE", lostAnswer: "UNKNOWN" };
  // Without a name, the response may be a proxy's.
  return { reason: "UNEXPECTED", lostAnswer: answer.name === undefined ? "UNKNOWN" : null };
}

function rowOf(name: string): ErrorRow | undefined {
  return flinkErrorTable.find((row) =>
    row.names.some((pattern) =>
      pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
    ),
  );
}

/** What an error says about AWS's response. Only errors from AWS and the SDK's credential providers have a `name`. */
interface Answer {
  readonly name?: string;
  readonly status?: number;
  readonly requestId?: string;
}

function answerOf(error: unknown): Answer {
  if (!(error instanceof Error)) return {};
  const metadata: unknown = "$metadata" in error ? error.$metadata : undefined;
  const status = memberOf(metadata, "httpStatusCode");
  const requestId = memberOf(metadata, "requestId");
  // The SDK names errors without a body "Unknown".
  const isNamed = ("$fault" in error && error.name !== "Unknown") || error.name.endsWith("ProviderError");
  return {
    ...(isNamed ? { name: error.name } : {}),
    ...(typeof status === "number" ? { status } : {}),
    ...(typeof requestId === "string" ? { requestId } : {}),
  };
}

/** Reads the retry delay from the headers of the raw response. */
function retryAfterSeconds(error: unknown): number | null {
  const headers = memberOf(memberOf(error, "$response"), "headers");
  const headerOf = (name: string) => memberOf(headers, name);
  return waitSeconds("x-amz-retry-after", headerOf, 1) ?? waitSeconds("retry-after", headerOf);
}

function memberOf(value: unknown, member: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, member) : undefined;
}
