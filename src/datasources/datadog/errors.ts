import type { UpstreamFacts, Verdict } from "../../domain/verdicts.js";
import { classifyBelowProvider, mayHaveActed } from "../upstream/classify-failure.js";
import { CredentialsError, withoutCredentials } from "../upstream/credentials-error.js";
import { retryAfter, secondsIn } from "../upstream/retry-after.js";
import { DatadogHttpError, requestIdIn } from "./http.js";

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

/** What any error of a call to Datadog says. */
export function factsOf(error: unknown): UpstreamFacts {
  const nothingSaid = { providerCode: null, requestId: null, retryAfterSeconds: null };
  if (error instanceof DatadogHttpError) return factsOfStatus(error);
  if (error instanceof CredentialsError) return { ...nothingSaid, ...withoutCredentials };
  const below = classifyBelowProvider(error);
  if (below !== null) return { ...nothingSaid, ...below };
  return { ...nothingSaid, verdict: "UNEXPECTED", answerLost: true };
}

function factsOfStatus({ status, headers }: DatadogHttpError): UpstreamFacts {
  const row = datadogErrorTable.find(({ statuses }) => statuses.includes(status));
  const verdict = row?.verdict ?? (status >= 500 ? "SERVER_ERROR" : "UNEXPECTED");
  return {
    verdict,
    providerCode: String(status),
    requestId: requestIdIn(headers),
    retryAfterSeconds: retryAfterSeconds(verdict, headers),
    answerLost: verdict === "UNEXPECTED" || (verdict === "SERVER_ERROR" && mayHaveActed(status)),
    advice: row?.advice,
  };
}

/** Every answer of Datadog says when its period of counting ends; only to who is throttled that says when to come again. */
function retryAfterSeconds(verdict: Verdict, headers: Readonly<Record<string, string>>): number | null {
  const after = retryAfter((name) => headers[name]);
  const reset = verdict === "THROTTLED" ? secondsIn(headers["x-ratelimit-reset"]) : null;
  return reset === null || after === null ? (reset ?? after) : Math.max(reset, after);
}
