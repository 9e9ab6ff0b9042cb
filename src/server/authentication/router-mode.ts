import type { Authenticate, DistinctHeaders } from "./authenticated-caller.js";
import { AuthenticationError } from "./authentication-error.js";
import type { RouterAuthentication } from "./authentication-modes.js";
import type { Claims } from "./claims.js";
import { callerFromClaims } from "./claims.js";
import { createSecretMatch } from "./secret-match.js";
import { singleHeader } from "./single-header.js";

/** By which a router shows that it is one. */
const secretHeader = "router-authorization";

/** The claims of whom it asks for: a JSON object. */
const claimsHeader = "router-claims";

/** A 401 must say how one is let in (RFC 9110, section 15.5.2). */
const challenge = { "www-authenticate": `Router header="${secretHeader}", claims="${claimsHeader}"` };

/** Whether the request says, rightly or wrongly, that it comes from a router. */
export function claimsToBeRouter(headers: DistinctHeaders): boolean {
  return headers[secretHeader] !== undefined;
}

/** Requests from a router that has authenticated its own callers. */
export function createRouterAuthentication({ secrets, defaultScopes }: RouterAuthentication): Authenticate {
  const match = createSecretMatch(secrets);
  return async (headers) => {
    const secret = singleHeader(headers, secretHeader);
    if (match(secret ?? "") === null) {
      const reason = secret === null ? "NO_ROUTER_SECRET" : "WRONG_ROUTER_SECRET";
      throw new AuthenticationError(
        401,
        "The gateway takes requests from its router only.",
        reason,
        challenge,
      );
    }
    const claims = singleHeader(headers, claimsHeader);
    if (claims !== null) return callerFromClaims(claimsIn(claims), null);
    if (defaultScopes.length > 0) return callerFromClaims({ scope: [...defaultScopes] }, null);
    throw new AuthenticationError(
      401,
      "The request has no claims of who asks: the router sends them in the header router-claims.",
      "NO_ROUTER_CLAIMS",
      challenge,
    );
  };
}

function claimsIn(text: string): Claims {
  try {
    // Node.js reads headers as Latin-1; JSON is UTF-8.
    const claims: unknown = JSON.parse(Buffer.from(text, "latin1").toString());
    if (typeof claims === "object" && claims !== null && !Array.isArray(claims)) return claims as Claims;
  } catch {
    // It is refused as what is no object.
  }
  throw new AuthenticationError(
    401,
    `The header ${claimsHeader} is not a JSON object.`,
    "MALFORMED_ROUTER_CLAIMS",
    challenge,
  );
}
