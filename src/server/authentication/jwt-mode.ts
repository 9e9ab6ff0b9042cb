import { hash } from "node:crypto";
import { errors, jwtVerify } from "jose";
import { LRUCache } from "lru-cache";
import type { Moment } from "../../domain/time/clock.js";
import { localShortageOf } from "../../upstream/local-shortage.js";
import type { Authenticate, AuthenticatedCaller, DistinctHeaders } from "./authenticated-caller.js";
import { AuthenticationError } from "./authentication-error.js";
import type { JwtAuthentication } from "./authentication-modes.js";
import { callerFromClaims, instantOf } from "./claims.js";
import { maxVerifiedTokens, retryAfterSeconds, verifiedTokenMs } from "./constants.js";
import type { RemoteKeySetDependencies } from "./remote-key-set.js";
import { createFixedKeySet, createRemoteKeySet, KeysUnavailableError } from "./remote-key-set.js";
import { singleHeader } from "./single-header.js";

/** Asymmetric algorithms only: the gateway can verify a signature but not create one. */
const algorithms = [
  ...["RS256", "RS384", "RS512", "PS256", "PS384", "PS512"],
  ...["ES256", "ES384", "ES512", "EdDSA", "Ed25519"],
];

/** Authenticates callers by a token of an identity provider (RFC 9068, RFC 6750): `authorization: Bearer <JWT>`. */
export function createJwtAuthentication(
  configuration: JwtAuthentication,
  dependencies: RemoteKeySetDependencies,
): Authenticate {
  const { issuer, audience, keys, clockToleranceSeconds, scopeClaim } = configuration;
  const keySet =
    "url" in keys ? createRemoteKeySet(keys.url, dependencies) : createFixedKeySet([...keys.keys]);
  const verified = new LRUCache<string, VerifiedToken>({ max: maxVerifiedTokens });

  async function verify(token: string, { now, steadyMs }: Moment): Promise<AuthenticatedCaller> {
    const keysVersion = keySet.version();
    const { payload } = await jwtVerify(token, keySet.keyFor, {
      issuer,
      audience: [...audience],
      algorithms,
      clockTolerance: clockToleranceSeconds,
      currentDate: now,
      requiredClaims: ["exp"],
    }).catch((error: unknown) => {
      throw refusalFor(error);
    });
    const validUntil = instantOf((payload.exp ?? 0) + clockToleranceSeconds);
    const endsAtMs = validUntil.getTime();
    const caller = { ...callerFromClaims(payload, scopeClaim), validUntil };
    const untilMs = steadyMs + verifiedTokenMs;
    verified.set(keyOf(token), { caller, keysVersion, startsAtMs: now.getTime(), endsAtMs, untilMs });
    return caller;
  }

  return (headers, at) => {
    const token = tokenIn(headers);
    keySet.refreshIfOld();
    const known = verified.get(keyOf(token));
    const isKnown =
      known !== undefined &&
      known.keysVersion === keySet.version() &&
      known.startsAtMs <= at.now.getTime() &&
      at.now.getTime() < known.endsAtMs &&
      at.steadyMs < known.untilMs;
    return isKnown ? known.caller : verify(token, at);
  };
}

/** Returns a hash, so that the cache holds no credentials. */
function keyOf(token: string): string {
  return hash("sha256", token, "base64url");
}

/** A token whose signature and claims were valid with this version of the keys. */
interface VerifiedToken {
  readonly caller: AuthenticatedCaller;
  readonly keysVersion: number;
  /** The dates between which its claims are known to be valid. */
  readonly startsAtMs: number;
  readonly endsAtMs: number;
  /** When it must be verified again, by the steady clock. */
  readonly untilMs: number;
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
  if (error instanceof KeysUnavailableError) {
    return new AuthenticationError(
      503,
      `The gateway cannot check the token, because it cannot fetch the identity provider's keys. Retry after ${retryAfterSeconds} seconds.`,
      localShortageOf(error)?.code ?? "KEYS_UNREACHABLE",
      { "retry-after": String(retryAfterSeconds) },
    );
  }
  const challenge = { "www-authenticate": 'Bearer error="invalid_token"' };
  // Errors without a code of jose, and JWKSInvalid for a private key, come from importing the key.
  if (!(error instanceof errors.JOSEError) || error instanceof errors.JWKSInvalid) {
    return new AuthenticationError(
      401,
      "The gateway rejected the token, because it cannot use the identity provider's key that the token names. Ask the identity provider's operators to correct the key.",
      "UNUSABLE_KEY",
      challenge,
    );
  }
  const claim = error instanceof errors.JWTClaimValidationFailed ? ` (${error.claim})` : "";
  return new AuthenticationError(
    401,
    "The gateway rejected the token. Request a new one. The gateway's log has the reason.",
    `${error.code}${claim}`,
    challenge,
  );
}
