import { GatewayError } from "../../domain/errors.js";
import type { UpstreamCall, UpstreamFacts, Verdict } from "../../domain/verdicts.js";
import { failureOf } from "../../domain/verdicts.js";
import { DeadlineExceededError } from "../deadlines.js";
import { MalformedResponseError } from "../malformed-response.js";
import { networkVerdict } from "../network-errors.js";
import { DatadogHttpError } from "./http.js";

/** A row of the error table: HTTP statuses and what they mean. */
interface ErrorRow {
  readonly statuses: readonly number[];
  readonly verdict: Verdict;
  readonly advice?: string;
}

/** By status: Datadog's bodies have no stable code. Any other status from 500 is SERVER_ERROR. */
export const datadogErrorTable: readonly ErrorRow[] = [
  { statuses: [404], verdict: "NOT_FOUND" },
  { statuses: [409], verdict: "CONCURRENT_MODIFICATION" },
  {
    statuses: [400, 422],
    verdict: "REJECTED",
    advice: "Check that the query is a valid case query and that the window ends after it starts.",
  },
  { statuses: [405, 501], verdict: "UNSUPPORTED" },
  {
    statuses: [403],
    verdict: "PERMISSION_DENIED",
    advice:
      "Datadog answers the same for wrong keys and for missing permissions: ask the gateway's operators to check both (event_correlation_config_read, event_correlation_config_write).",
  },
  { statuses: [401], verdict: "UNAUTHENTICATED" },
  { statuses: [429], verdict: "THROTTLED" },
];

/** The source has no API key or no application key, so that nothing was sent. */
export class MissingKeysError extends Error {
  override readonly name = "MissingKeysError";
}

/** Any error of a call to Datadog as an expected failure. */
export function toGatewayError(error: unknown, call: UpstreamCall): GatewayError {
  if (error instanceof GatewayError) return error;
  return new GatewayError(failureOf(call, factsOf(error)), { cause: error });
}

function factsOf(error: unknown): UpstreamFacts {
  const nothingSaid = { providerCode: null, requestId: null, retryAfterSeconds: null };
  if (error instanceof DatadogHttpError) return factsOfStatus(error);
  if (error instanceof MissingKeysError) {
    return { ...nothingSaid, verdict: "UNAUTHENTICATED", answerLost: false };
  }
  if (error instanceof DeadlineExceededError) {
    return { ...nothingSaid, verdict: "TIMEOUT", answerLost: error.begun };
  }
  const network = networkVerdict(error);
  if (network !== null) return { ...nothingSaid, ...network };
  if (error instanceof MalformedResponseError) {
    return { ...nothingSaid, verdict: "MALFORMED_RESPONSE", answerLost: true };
  }
  return { ...nothingSaid, verdict: "UNEXPECTED", answerLost: false };
}

function factsOfStatus({ status, headers }: DatadogHttpError): UpstreamFacts {
  const row = datadogErrorTable.find(({ statuses }) => statuses.includes(status));
  const verdict = row?.verdict ?? (status >= 500 ? "SERVER_ERROR" : "UNEXPECTED");
  return {
    verdict,
    providerCode: String(status),
    requestId: headers["x-request-id"] ?? null,
    retryAfterSeconds: verdict === "THROTTLED" ? retryAfterSeconds(headers) : null,
    // A proxy answers 502 or 504 where it lost Datadog's answer.
    answerLost: status === 502 || status === 504,
    advice: row?.advice,
  };
}

/** Both headers hold seconds from now; `retry-after` may hold a date instead, which is left aside. */
function retryAfterSeconds(headers: Readonly<Record<string, string>>): number | null {
  const seconds = Number(headers["x-ratelimit-reset"] ?? headers["retry-after"] ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds : null;
}
