import type { FailureReason } from "../../domain/failures/failure-reasons.js";
import type { LostAnswer } from "../../domain/failures/unknown-outcome.js";
import type { UpstreamErrorDetails } from "../../domain/failures/upstream-call-failure.js";
import { classifyBelowProvider } from "../../upstream/classify-failure.js";
import { CredentialsError, withoutCredentials } from "../../upstream/credentials-error.js";
import { retryAfter, secondsIn } from "../../upstream/retry-after-header.js";
import { DatadogHttpError, requestIdIn } from "./sdk-http-library.js";

/** A row of the error table: HTTP statuses and what they mean. */
interface ErrorRow {
  readonly statuses: readonly number[];
  readonly reason: FailureReason;
  readonly advice?: string;
}

/** By status: Datadog's bodies have no stable code. Any other status from 500 is SERVER_ERROR. */
export const datadogErrorTable: readonly ErrorRow[] = [
  { statuses: [404], reason: "NOT_FOUND" },
  { statuses: [409], reason: "CONCURRENT_MODIFICATION" },
  {
    statuses: [400, 422],
    reason: "REJECTED",
    advice: "Check that the query is a valid case query and that the window ends after it starts.",
  },
  { statuses: [405, 501], reason: "UNSUPPORTED" },
  {
    statuses: [403],
    reason: "PERMISSION_DENIED",
    advice:
      "Datadog answers the same for wrong keys and for missing permissions: ask the gateway's operators to check both (event_correlation_config_read, event_correlation_config_write).",
  },
  { statuses: [401], reason: "UNAUTHENTICATED" },
  { statuses: [429], reason: "THROTTLED" },
];

/** What any error of a call to Datadog says. */
export function classifyError(error: unknown): UpstreamErrorDetails {
  const nothingSaid = { providerCode: null, requestId: null, retryAfterSeconds: null };
  if (error instanceof DatadogHttpError) return factsOfStatus(error);
  if (error instanceof CredentialsError) return { ...nothingSaid, ...withoutCredentials };
  const below = classifyBelowProvider(error);
  if (below !== null) return { ...nothingSaid, ...below };
  return { ...nothingSaid, reason: "UNEXPECTED", lostAnswer: "UNKNOWN" };
}

/** Whether Datadog, or a proxy before it, may still be working on a request after such a status; UNKNOWN for the others. */
const lostAnswers: Readonly<Record<number, LostAnswer>> = { 500: "ENDED", 503: "ENDS_SOON" };

function factsOfStatus({ status, headers }: DatadogHttpError): UpstreamErrorDetails {
  const row = datadogErrorTable.find(({ statuses }) => statuses.includes(status));
  const reason = row?.reason ?? (status >= 500 ? "SERVER_ERROR" : "UNEXPECTED");
  return {
    reason,
    providerCode: String(status),
    requestId: requestIdIn(headers),
    retryAfterSeconds: retryAfterSeconds(reason, headers),
    lostAnswer: row === undefined ? (lostAnswers[status] ?? "UNKNOWN") : null,
    advice: row?.advice,
  };
}

/** Every answer of Datadog says when its period of counting ends; only to who is throttled that says when to come again. */
function retryAfterSeconds(reason: FailureReason, headers: Readonly<Record<string, string>>): number | null {
  const after = retryAfter((name) => headers[name]);
  const reset = reason === "THROTTLED" ? secondsIn(headers["x-ratelimit-reset"]) : null;
  return reset === null || after === null ? (reset ?? after) : Math.max(reset, after);
}
