import type { Authenticate, AuthenticatedCaller, DistinctHeaders } from "./authenticated-caller.js";
import { AuthenticationError } from "./authentication-error.js";
import type { RouterAuthentication } from "./authentication-modes.js";
import type { Claims } from "./claims.js";
import { callerFromClaims, instantOf } from "./claims.js";
import { createSecretMatch } from "./secret-match.js";
import { singleHeader } from "./single-header.js";

/** Header with the secret that the gateway shares with its router. */
const secretHeader = "router-authorization";

/** Header with the claims of the router's caller, as a JSON object. `exp` is in seconds since 1970 (RFC 7519). */
const claimsHeader = "router-claims";

/** A 401 must have a `www-authenticate` header (RFC 9110, section 15.5.2). */
const challenge = { "www-authenticate": `Router header="${secretHeader}", claims="${claimsHeader}"` };

/** Whether the request claims to come from a router. The secret is not checked here. */
export function claimsToBeRouter(headers: DistinctHeaders): boolean {
  return headers[secretHeader] !== undefined;
}

/** Authenticates requests from a router, which has authenticated its own callers. */
export function createRouterAuthentication({ secrets, defaultScopes }: RouterAuthentication): Authenticate {
  const match = createSecretMatch(secrets);
  return (headers) => {
    const secret = singleHeader(headers, secretHeader);
    if (match(secret ?? "") === null) {
      const reason = secret === null ? "NO_ROUTER_SECRET" : "WRONG_ROUTER_SECRET";
      throw new AuthenticationError(
        401,
        "The gateway accepts requests only from its router. Call the router, or make the router send ROUTER_SECRET in the router-authorization header.",
        reason,
        challenge,
      );
    }
    const claims = singleHeader(headers, claimsHeader);
    if (claims !== null) return callerOf(claimsIn(claims));
    if (defaultScopes.length > 0) return callerFromClaims({ scope: [...defaultScopes] }, null);
    throw new AuthenticationError(
      401,
      "The request has no caller claims. Make the router send them in the router-claims header, or set ROUTER_DEFAULT_SCOPES.",
      "NO_ROUTER_CLAIMS",
      challenge,
    );
  };
}

/** Returns the caller. The router checks the expiry of a request's token; a stream can outlast it, so the gateway ends the stream. */
function callerOf(claims: Claims): AuthenticatedCaller {
  const validUntil = typeof claims.exp === "number" ? instantOf(claims.exp) : null;
  return { ...callerFromClaims(claims, null), validUntil };
}

function claimsIn(text: string): Claims {
  try {
    // Node.js reads headers as Latin-1; JSON is UTF-8.
    const claims: unknown = JSON.parse(Buffer.from(text, "latin1").toString());
    if (typeof claims === "object" && claims !== null && !Array.isArray(claims)) return claims as Claims;
  } catch {
    // Rejected below, like JSON that is not an object.
  }
  throw new AuthenticationError(
    401,
    `The header ${claimsHeader} must be a JSON object, such as {"sub":"ada","scope":"maintenance:read"}.`,
    "MALFORMED_ROUTER_CLAIMS",
    challenge,
  );
}
