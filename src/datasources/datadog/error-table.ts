import type { FailureReason } from "../../domain/failures/failure-reasons.js";
import type { LostAnswer } from "../../domain/failures/unknown-outcome.js";
import type { UpstreamErrorDetails } from "../../domain/failures/upstream-call-failure.js";
import { classifyBelowProvider } from "../../upstream/classify-failure.js";
import { CredentialsError, withoutCredentials } from "../../upstream/credentials-error.js";
import { waitSeconds } from "../../upstream/requested-wait.js";
import { DatadogHttpError, requestIdIn } from "./sdk-http-library.js";

/** A row of the error table: HTTP statuses and their meaning. */
interface ErrorRow {
  readonly statuses: readonly number[];
  readonly reason: FailureReason;
  readonly advice?: UpstreamErrorDetails["advice"];
}

/** Maps HTTP statuses to reasons, because Datadog's response bodies have no stable code. Any other 5xx is SERVER_ERROR. */
export const datadogErrorTable: readonly ErrorRow[] = [
  { statuses: [404], reason: "NOT_FOUND" },
  { statuses: [409], reason: "CONCURRENT_MODIFICATION" },
  {
    statuses: [400, 422],
    reason: "REJECTED",
    advice: "Check that `query` is a valid case query and that the window ends after it starts.",
  },
  { statuses: [405, 501], reason: "NOT_OFFERED" },
  {
    statuses: [403],
    reason: "PERMISSION_DENIED",
    advice: ({ permission }) =>
      `Datadog returns the same error for invalid keys and for missing permissions. Ask the gateway's operators to check the keys and the permission ${permission} of the application key.`,
  },
  { statuses: [401], reason: "UNAUTHENTICATED" },
  { statuses: [429], reason: "THROTTLED" },
];

/** Classifies any error of a call to Datadog. */
export function classifyError(error: unknown): UpstreamErrorDetails {
  const nothingSaid = { providerCode: null, requestId: null, retryAfterSeconds: null };
  if (error instanceof DatadogHttpError) return factsOfStatus(error);
  if (error instanceof CredentialsError) return { ...nothingSaid, ...withoutCredentials };
  const below = classifyBelowProvider(error);
  if (below !== null) return { ...nothingSaid, ...below };
  return { ...nothingSaid, reason: "UNEXPECTED", lostAnswer: "UNKNOWN" };
}

/** Whether Datadog, or a proxy in front of it, may still be processing a request, by status. UNKNOWN for all others. */
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

/** Uses `x-ratelimit-reset` only after throttling, because every response has it: it is the end of the rate limit period. */
function retryAfterSeconds(reason: FailureReason, headers: Readonly<Record<string, string>>): number | null {
  const wait = (name: string) => waitSeconds(name, (header) => headers[header]);
  const after = wait("retry-after");
  const reset = reason === "THROTTLED" ? wait("x-ratelimit-reset") : null;
  return reset === null || after === null ? (reset ?? after) : Math.max(reset, after);
}
