import type { HttpResponse } from "./http-exchange.js";

export type Decision = "CLEAR" | "IN_MAINTENANCE" | "UNKNOWN" | "REFUSED";

/** What one request to the gate has shown. */
export interface GateAnswer {
  readonly decision: Decision;
  /** One sentence that begins with a fixed word. */
  readonly summary: string;
  /** The gateway's JSON; an object of the same shape if there is none. */
  readonly json: object;
  /** How long to wait before the next request; null if the gateway did not say it. */
  readonly retryAfterMs: number | null;
  /** Whether a repeated request cannot give another answer, e.g. because a source does not exist. */
  readonly isFinal: boolean;
}

/** The status and the verdict belong together. A response with any other pair has no verdict. */
const verdicts = new Map<number, { readonly verdict: Exclude<Decision, "REFUSED">; readonly word: string }>([
  [200, { verdict: "CLEAR", word: "Clear" }],
  [409, { verdict: "IN_MAINTENANCE", word: "In maintenance" }],
  [503, { verdict: "UNKNOWN", word: "Unknown" }],
]);

/** Statuses of requests that fail again if they are repeated. */
const refusals = new Map([
  [400, "the request is invalid"],
  [401, "the token is missing or not valid. Check --token-file or GATEWAY_TOKEN"],
  [403, "access is denied. Check the scopes of the token"],
  [404, "there is no gate at this address. Check --url"],
  [405, "the address does not accept GET. Check --url"],
]);

/** Reads the response of the gateway at `address`. Without a verdict that matches the status, the decision is never CLEAR. */
export function readGateAnswer({ status, headers, body }: HttpResponse, address: string): GateAnswer {
  const json = parseObject(body);
  const retryAfterMs = readRetryAfterMs(headers["retry-after"]);
  const expected = verdicts.get(status);
  if (json !== null && expected !== undefined && json.verdict === expected.verdict) {
    const summary = typeof json.summary === "string" ? json.summary : "";
    // A log reads some lines as commands, depending on how they begin.
    const hasWord = summary.startsWith(expected.word);
    return {
      decision: expected.verdict,
      summary: hasWord ? summary : `${expected.word}${summary === "" ? "." : `: ${summary}`}`,
      json,
      retryAfterMs,
      // The gateway asks for a retry whenever time can bring what is missing.
      isFinal: expected.verdict === "UNKNOWN" && headers["retry-after"] === undefined,
    };
  }
  const message = errorMessage(json);
  const refusal = refusals.get(status);
  if (refusal !== undefined) {
    const problem = `${message ?? `${refusal}.`} (HTTP ${status} from ${address})`;
    return withoutVerdict({ decision: "REFUSED", kind: "REQUEST_REFUSED", problem, retryAfterMs });
  }
  const isRedirect = status >= 300 && status < 400;
  const reason = isRedirect
    ? "the address redirects to another one. Redirects are not followed. Check --url."
    : "the response has no verdict that matches its status.";
  const problem = `${message ?? reason} (HTTP ${status} from ${address})`;
  return withoutVerdict({ decision: "UNKNOWN", kind: "NO_VERDICT", problem, retryAfterMs });
}

/** The answer if there is no response. `problem` continues a sentence that begins with the gateway. */
export function unreachable(address: string, problem: string): GateAnswer {
  return withoutVerdict({
    decision: "UNKNOWN",
    kind: "GATEWAY_UNREACHABLE",
    problem: `the gateway at ${address} ${problem}.`,
    retryAfterMs: null,
  });
}

/** An answer with JSON of the gateway's shape, for a response that has none. */
function withoutVerdict({
  decision,
  kind,
  problem,
  retryAfterMs,
}: {
  readonly decision: "UNKNOWN" | "REFUSED";
  readonly kind: string;
  readonly problem: string;
  readonly retryAfterMs: number | null;
}): GateAnswer {
  const summary = `${decision === "REFUSED" ? "Refused" : "Unknown"}: ${problem}`;
  const json = {
    verdict: "UNKNOWN",
    summary,
    until: null,
    opensAt: null,
    nextChangeAt: null,
    reasons: [],
    reasonCount: 0,
    missing: [{ kind, source: null, message: problem }],
    uncountedCount: 0,
  };
  return { decision, summary, json, retryAfterMs, isFinal: decision === "REFUSED" };
}

function parseObject(body: string): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(body);
    return isObject(value) ? value : null;
  } catch {
    return null;
  }
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === "object" && value !== null && !Array.isArray(value);

/** The message of the gateway's first error; null if there is none. */
function errorMessage(json: Readonly<Record<string, unknown>> | null): string | null {
  const errors = json?.errors;
  const first: unknown = Array.isArray(errors) ? errors[0] : null;
  return isObject(first) && typeof first.message === "string" ? first.message : null;
}

/** Reads whole seconds. Proxies also send dates, which depend on their clock. */
function readRetryAfterMs(text: string | undefined): number | null {
  return text !== undefined && /^\d{1,9}$/.test(text) ? Number(text) * 1_000 : null;
}
