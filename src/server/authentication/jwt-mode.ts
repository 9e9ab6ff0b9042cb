import { createLocalJWKSet, errors, jwtVerify } from "jose";
import type { Logger } from "pino";
import type { Authenticate, DistinctHeaders } from "./authenticated-caller.js";
import { AuthenticationError } from "./authentication-error.js";
import type { JwtAuthentication } from "./authentication-modes.js";
import { callerFromClaims } from "./claims.js";
import { retryAfterSeconds } from "./constants.js";
import { createRemoteKeySet } from "./remote-key-set.js";
import { singleHeader } from "./single-header.js";

/** Signatures that can be checked without being able to make them. */
const algorithms = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];

/** What says that the keys could not be had: of the token it says nothing. */
const keyErrors = [errors.JWKSTimeout, errors.JWKSInvalid];

/** Callers with a token of an identity provider (RFC 9068, RFC 6750): `authorization: Bearer <JWT>`. */
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
    "The request needs the header authorization: Bearer <token>.",
    authorization === "" ? "NO_TOKEN" : "NO_BEARER_TOKEN",
    { "www-authenticate": "Bearer" },
  );
}

/** What is wrong with a token, its bearer need not know. */
function refusalFor(error: unknown): AuthenticationError {
  const isOfToken = error instanceof errors.JOSEError && error.code !== errors.JOSEError.code;
  if (isOfToken && !keyErrors.some((keyError) => error instanceof keyError)) {
    const claim = error instanceof errors.JWTClaimValidationFailed ? ` (${error.claim})` : "";
    return new AuthenticationError(
      401,
      "The token is not one that the gateway accepts.",
      `${error.code}${claim}`,
      {
        "www-authenticate": 'Bearer error="invalid_token"',
      },
    );
  }
  return new AuthenticationError(
    503,
    "The gateway cannot check tokens now: it cannot have the keys of the identity provider. Try again later.",
    error instanceof errors.JOSEError ? error.code : "KEYS_UNREACHABLE",
    { "retry-after": String(retryAfterSeconds) },
  );
}
