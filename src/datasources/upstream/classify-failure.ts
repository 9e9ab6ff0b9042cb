import type { Verdict } from "../../domain/verdicts.js";
import { DeadlineExceededError } from "../deadlines.js";
import { CredentialsError } from "./credentials-error.js";
import { MalformedResponseError } from "./malformed-response.js";

/** A verdict, and whether the request may have reached the provider without an answer to it. */
export interface Classified {
  readonly verdict: Verdict;
  readonly answerLost: boolean;
}

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

/** The verdict on what is the same for every provider: time, network and form; null for what the provider said. */
export function classifyBelowProvider(error: unknown): Classified | null {
  if (error instanceof DeadlineExceededError) return { verdict: "TIMEOUT", answerLost: error.begun };
  const network = classifyNetworkError(error);
  if (network !== null) return network;
  if (error instanceof MalformedResponseError) return { verdict: "MALFORMED_RESPONSE", answerLost: true };
  return null;
}

/**
 * Whether a server's failure may have come after the write was made: every 5xx but 501. A proxy says 503 too when the
 * connection behind it broke.
 */
export function mayHaveActed(status: number | undefined): boolean {
  return status !== 501;
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
    return { verdict: "UNREACHABLE", answerLost: false };
  }
  if (brokeOff.has(code) || tlsPattern.test(code)) return { verdict: "UNREACHABLE", answerLost: true };
  if (timedOut.has(code)) return { verdict: "TIMEOUT", answerLost: true };
  if (code === "UND_ERR_CONNECT_TIMEOUT") return { verdict: "TIMEOUT", answerLost: false };
  if (unreadable.test(code)) return { verdict: "MALFORMED_RESPONSE", answerLost: true };
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
