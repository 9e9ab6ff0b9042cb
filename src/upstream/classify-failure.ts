import { failureReasons } from "../domain/failures/failure-reasons.js";
import type { UpstreamErrorDetails } from "../domain/failures/upstream-call-failure.js";
import { ConnectTimeoutError } from "../network/connect-timeout-error.js";
import { ProxyError } from "../network/proxy-error.js";
import { CredentialsError, CredentialsPendingError, withPendingCredentials } from "./credentials-error.js";
import { DeadlineExceededError } from "./deadlines.js";
import { codesOf } from "./error-codes.js";
import { LocalShortageError } from "./local-shortage.js";
import { MalformedResponseError } from "./malformed-response-error.js";

/** The part of a failure that does not depend on the provider. */
export type Classified = Pick<UpstreamErrorDetails, "reason" | "lostAnswer" | "happened" | "advice">;

/** Error codes for a connection that was never made, so nothing was sent. */
const neverSent = new Set([
  "ECONNREFUSED",
  "ENOTFOUND",
  "EAI_AGAIN",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "EADDRNOTAVAIL",
]);

/** Error codes for an established connection that broke. */
const brokeOff = new Set(["ECONNRESET", "EPIPE", "ECONNABORTED", "ERR_STREAM_PREMATURE_CLOSE"]);

/** Error codes of llhttp, zlib and brotli for responses that are not valid HTTP or cannot be decompressed. */
const unreadable = /^(?:HPE_|Z_|ERR_+ERROR_FORMAT)/;

/** OpenSSL's codes for a rejected certificate. Nothing is sent before the certificate is accepted. */
const certificatePattern =
  /^(?:ERR_TLS_CERT_|CERT_|UNABLE_TO_|SELF_SIGNED_CERT|DEPTH_ZERO_SELF_SIGNED_CERT|HOSTNAME_MISMATCH)/;

/** TLS can fail during the handshake or after the request was sent. */
const tlsPattern = /^(?:ERR_TLS_|ERR_SSL_|EPROTO$)/;

/** Classifies timeouts, local shortages, network errors and malformed responses. Returns null for the provider's own errors. */
export function classifyBelowProvider(error: unknown): Classified | null {
  if (error instanceof DeadlineExceededError)
    return { reason: "TIMEOUT", lostAnswer: error.begun ? "UNKNOWN" : null };
  if (error instanceof LocalShortageError) {
    return {
      reason: "UNREACHABLE",
      lostAnswer: error.neverSent ? null : "ENDS_SOON",
      happened: "could not be called, because the gateway has run out of a resource",
      advice:
        "Try again later. If the problem persists, ask the gateway's operators to check the limits of its process.",
    };
  }
  if (error instanceof CredentialsPendingError) return withPendingCredentials;
  if (proxyErrorIn(error) !== null) return throughProxy;
  if (error instanceof ConnectTimeoutError) return { reason: "TIMEOUT", lostAnswer: null };
  const network = classifyNetworkError(error);
  if (network !== null) return network;
  if (error instanceof MalformedResponseError) {
    const happened = `${failureReasons.MALFORMED_RESPONSE.happened} (${error.message})`;
    return { reason: "MALFORMED_RESPONSE", lostAnswer: "UNKNOWN", happened };
  }
  return null;
}

/** A proxy was not reached, or did not pass the request on. */
const throughProxy = {
  reason: "UNREACHABLE",
  lostAnswer: null,
  happened: "could not be reached, because the gateway's proxy did not pass the request on",
  advice: "Try again later. If the problem persists, ask the gateway's operators to check the proxy.",
} as const;

function proxyErrorIn(error: unknown): ProxyError | null {
  if (error instanceof ProxyError) return error;
  return error instanceof Error ? proxyErrorIn(error.cause) : null;
}

/** Classifies a socket, DNS or TLS error anywhere in the chain of causes; returns null if there is none. */
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
  if (code === "ETIMEDOUT") return { reason: "TIMEOUT", lostAnswer: "UNKNOWN" };
  if (unreadable.test(code)) return { reason: "MALFORMED_RESPONSE", lostAnswer: "UNKNOWN" };
  return null;
}

/** Returns a detail for operators, not for callers: the gateway's own message or a network error code. */
export function detailOf(error: unknown): string | null {
  const own = [
    MalformedResponseError,
    CredentialsError,
    CredentialsPendingError,
    LocalShortageError,
    ConnectTimeoutError,
  ];
  if (error instanceof Error && own.some((ours) => error instanceof ours)) return error.message;
  const ofProxy = proxyErrorIn(error);
  if (ofProxy !== null) return ofProxy.message;
  return [...codesOf(error)].find((code) => classifyCode(code) !== null) ?? null;
}
