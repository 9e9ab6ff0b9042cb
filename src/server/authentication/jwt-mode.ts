import { createLocalJWKSet, errors, jwtVerify } from "jose";
import type { Logger } from "pino";
import type { Authenticate, DistinctHeaders } from "./authenticated-caller.js";
import { AuthenticationError } from "./authentication-error.js";
import type { JwtAuthentication } from "./authentication-modes.js";
import { callerFromClaims } from "./claims.js";
import { retryAfterSeconds } from "./constants.js";
import { createRemoteKeySet } from "./remote-key-set.js";
import { singleHeader } from "./single-header.js";

/** Asymmetric algorithms only: the gateway can verify a signature but not create one. */
const algorithms = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];

/** Errors about fetching the keys, not about the token. */
const keyErrors = [errors.JWKSTimeout, errors.JWKSInvalid];

/** Authenticates callers by a token of an identity provider (RFC 9068, RFC 6750): `authorization: Bearer <JWT>`. */
export function createJwtAuthentication(configuration: JwtAuthentication, logger: Logger): Authenticate {
  const { issuer, audience, keys, clockToleranceSeconds, scopeClaim } = configuration;
  const keySet =
    "url" in keys ? createRemoteKeySet(keys.url, logger) : createLocalJWKSet({ keys: [...keys.keys] });
  return async (headers, now) => {
    try {
      const { payload } = await jwtVerify(tokenIn(headers), keySet, {
        issuer,
        audience: [...audience],
        algorithms,
        clockTolerance: clockToleranceSeconds,
        currentDate: now,
        requiredClaims: ["exp"],
      });
      return callerFromClaims(payload, scopeClaim);
    } catch (error) {
      throw error instanceof AuthenticationError ? error : refusalFor(error);
    }
  };
}

function tokenIn(headers: DistinctHeaders): string {
  const authorization = singleHeader(headers, "authorization") ?? "";
  const [, token] = /^Bearer +([^ ]+) *$/i.exec(authorization) ?? [];
  if (token !== undefined) return token;
  throw new AuthenticationError(
    401,
    "The request has no bearer token. Send the header authorization: Bearer <token>.",
    authorization === "" ? "NO_TOKEN" : "NO_BEARER_TOKEN",
    { "www-authenticate": "Bearer" },
  );
}

/** Maps a verification error to a response that does not reveal what is wrong with the token. */
function refusalFor(error: unknown): AuthenticationError {
  const isOfToken = error instanceof errors.JOSEError && error.code !== errors.JOSEError.code;
  if (isOfToken && !keyErrors.some((keyError) => error instanceof keyError)) {
    const claim = error instanceof errors.JWTClaimValidationFailed ? ` (${error.claim})` : "";
    return new AuthenticationError(
      401,
      "The gateway rejected the token. Request a new one. The gateway's log has the reason.",
      `${error.code}${claim}`,
      {
        "www-authenticate": 'Bearer error="invalid_token"',
      },
    );
  }
  return new AuthenticationError(
    503,
    `The gateway cannot check the token, because it cannot fetch the identity provider's keys. Retry after ${retryAfterSeconds} seconds.`,
    error instanceof errors.JOSEError ? error.code : "KEYS_UNREACHABLE",
    { "retry-after": String(retryAfterSeconds) },
  );
}
