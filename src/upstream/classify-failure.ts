import type { UpstreamErrorDetails } from "../domain/failures/upstream-call-failure.js";
import { CredentialsError } from "./credentials-error.js";
import { DeadlineExceededError } from "./deadlines.js";
import { MalformedResponseError } from "./malformed-response-error.js";

/** What is the same for every provider about a failure. */
export type Classified = Pick<UpstreamErrorDetails, "reason" | "lostAnswer">;

/** No connection came about, so that nothing was sent. */
const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
]);

/** The connection broke after it was made. */
const brokeOff = new Set([
  "ECONNRESET",
  "EPIPE",
  "ECONNABORTED",
  "UND_ERR_SOCKET",
  "ERR_STREAM_PREMATURE_CLOSE",
]);

const timedOut = new Set(["ETIMEDOUT", "UND_ERR_HEADERS_TIMEOUT", "UND_ERR_BODY_TIMEOUT", "ESOCKETTIMEDOUT"]);

/** What came is not HTTP, or not within its limits (llhttp's and undici's codes and names). */
const unreadable = /^(?:HPE_|HTTPParserError$|UND_ERR_HEADERS_OVERFLOW$|UND_ERR_RES)/;

/** OpenSSL's codes for a certificate that is refused: nothing is sent before it is accepted. */
const certificatePattern =
  /^(?:ERR_TLS_CERT_|CERT_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|HOSTNAME_MISMATCH)/;

/** TLS that fails may do so in its handshake, or when the request has been sent. */
const tlsPattern = /^(?:ERR_TLS_|ERR_SSL_|EPROTO$)/;

/** The reason for what is the same for every provider: time, network and form; null for what the provider said. */
export function classifyBelowProvider(error: unknown): Classified | null {
  if (error instanceof DeadlineExceededError)
    return { reason: "TIMEOUT", lostAnswer: error.begun ? "UNKNOWN" : null };
  const network = classifyNetworkError(error);
  if (network !== null) return network;
  if (error instanceof MalformedResponseError) return { reason: "MALFORMED_RESPONSE", lostAnswer: "UNKNOWN" };
  return null;
}

/** An error of a socket, DNS or TLS, wherever it stands in the chain of causes. */
function classifyNetworkError(error: unknown): Classified | null {
  for (const code of codesOf(error)) {
    const classified = classifyCode(code);
    if (classified !== null) return classified;
  }
  return null;
}

function classifyCode(code: string): Classified | null {
  if (neverSent.has(code) || certificatePattern.test(code)) {
    return { reason: "UNREACHABLE", lostAnswer: null };
  }
  if (brokeOff.has(code) || tlsPattern.test(code)) return { reason: "UNREACHABLE", lostAnswer: "ENDS_SOON" };
  if (timedOut.has(code)) return { reason: "TIMEOUT", lostAnswer: "UNKNOWN" };
  if (code === "UND_ERR_CONNECT_TIMEOUT") return { reason: "TIMEOUT", lostAnswer: null };
  if (unreadable.test(code)) return { reason: "MALFORMED_RESPONSE", lostAnswer: "UNKNOWN" };
  return null;
}

/** What an operator may know of an error, and a caller need not: our own words for it, or the network's code. */
export function detailOf(error: unknown): string | null {
  if (error instanceof MalformedResponseError || error instanceof CredentialsError) return error.message;
  return [...codesOf(error)].find((code) => classifyCode(code) !== null) ?? null;
}

/** The name and `code` of the error, of its causes, and of the members of an AggregateError (one for each address tried). */
function* codesOf(error: unknown, depth = 0): Generator<string> {
  if (!(error instanceof Error) || depth > 5) return;
  yield error.name;
  if ("code" in error && typeof error.code === "string") yield error.code;
  yield* codesOf(error.cause, depth + 1);
  if (error instanceof AggregateError) {
    for (const member of error.errors) yield* codesOf(member, depth + 1);
  }
}
