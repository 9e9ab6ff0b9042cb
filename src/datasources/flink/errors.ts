import type { UpstreamFacts, Verdict } from "../../domain/verdicts.js";
import type { Classified } from "../upstream/classify-failure.js";
import { classifyBelowProvider, mayHaveActed } from "../upstream/classify-failure.js";
import { CredentialsError, withoutCredentials } from "../upstream/credentials-error.js";
import { retryAfter, secondsIn } from "../upstream/retry-after.js";

/** A row of the error table: AWS exception names, `*` for any ending, and what they mean. */
interface ErrorRow {
  readonly names: readonly string[];
  readonly verdict: Verdict;
  readonly advice?: string;
}

/**
 * By name, and by status only where the table does not hold the name: AWS's documents and its models disagree on
 * the statuses.
 * Sources: the API reference of KinesisAnalyticsV2, "Common Errors", and the throttling names of the AWS SDK.
 */
export const flinkErrorTable: readonly ErrorRow[] = [
  { names: ["ResourceNotFoundException"], verdict: "NOT_FOUND" },
  {
    names: ["ResourceInUseException"],
    verdict: "RESOURCE_IN_USE",
    advice: "A window can be changed while its application is READY or RUNNING: try again then.",
  },
  { names: ["ConcurrentModificationException"], verdict: "CONCURRENT_MODIFICATION" },
  {
    names: [
      "InvalidArgumentException",
      "InvalidRequestException",
      "ValidationException",
      "SerializationException",
    ],
    verdict: "REJECTED",
  },
  {
    names: ["UnsupportedOperationException"],
    verdict: "UNSUPPORTED",
    advice: "AWS offers maintenance windows for Managed Service for Apache Flink applications only.",
  },
  {
    names: ["AccessDenied*", "NotAuthorized", "OptInRequired"],
    verdict: "PERMISSION_DENIED",
    advice:
      "Ask the gateway's operators to check its IAM permissions (kinesisanalytics:ListApplications, DescribeApplication, ListApplicationOperations, UpdateApplicationMaintenanceConfiguration).",
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
    verdict: "UNAUTHENTICATED",
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
    verdict: "THROTTLED",
  },
  { names: ["InternalFailure", "ServiceUnavailable*"], verdict: "SERVER_ERROR" },
];

/** What any error of a call to AWS says. */
export function factsOf(error: unknown): UpstreamFacts {
  if (error instanceof CredentialsError) {
    const { name: providerCode = null, requestId = null } = answerOf(error.cause);
    return { ...withoutCredentials, providerCode, requestId, retryAfterSeconds: null };
  }
  const answer = answerOf(error);
  const row = answer.name === undefined ? undefined : rowOf(answer.name);
  const classified =
    row === undefined
      ? classifyWithoutName(error, answer)
      : { verdict: row.verdict, answerLost: row.verdict === "SERVER_ERROR" && mayHaveActed(answer.status) };
  return {
    ...classified,
    providerCode: answer.name ?? null,
    requestId: answer.requestId ?? null,
    retryAfterSeconds: retryAfterSeconds(error),
    advice: row?.advice,
  };
}

function classifyWithoutName(error: unknown, answer: Answer): Classified {
  // Whatever AWS calls its exception, it is an answer.
  if (answer.name === undefined) {
    const below = classifyBelowProvider(error);
    if (below !== null) return below;
    if (error instanceof Error && error.name === "TimeoutError") {
      return { verdict: "TIMEOUT", answerLost: true };
    }
  }
  const { status } = answer;
  if (status === undefined) return { verdict: "UNEXPECTED", answerLost: true };
  if (status === 429) return { verdict: "THROTTLED", answerLost: false };
  if (status >= 500) return { verdict: "SERVER_ERROR", answerLost: mayHaveActed(status) };
  if (status >= 200 && status < 300) return { verdict: "MALFORMED_RESPONSE", answerLost: true };
  // Without a name, nothing says whose answer it is.
  return { verdict: "UNEXPECTED", answerLost: answer.name === undefined };
}

function rowOf(name: string): ErrorRow | undefined {
  return flinkErrorTable.find((row) =>
    row.names.some((pattern) =>
      pattern.endsWith("*") ? name.startsWith(pattern.slice(0, -1)) : name === pattern,
    ),
  );
}

/** What AWS itself said: the name only where AWS, or the SDK's credential providers, gave one. */
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
  // "Unknown" is the SDK's own name for an error without a body.
  const isNamed = ("$fault" in error && error.name !== "Unknown") || error.name.endsWith("ProviderError");
  return {
    ...(isNamed ? { name: error.name } : {}),
    ...(typeof status === "number" ? { status } : {}),
    ...(typeof requestId === "string" ? { requestId } : {}),
  };
}

/** By the headers, which the SDK keeps on the raw response. */
function retryAfterSeconds(error: unknown): number | null {
  const headers = memberOf(memberOf(error, "$response"), "headers");
  const milliseconds = secondsIn(memberOf(headers, "x-amz-retry-after"));
  return milliseconds === null ? retryAfter((name) => memberOf(headers, name)) : milliseconds / 1000;
}

function memberOf(value: unknown, member: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, member) : undefined;
}
