import type { DistinctHeaders } from "../authentication/authenticated-caller.js";
import { AuthenticationError } from "../authentication/authentication-error.js";
import { createSecretMatch } from "../authentication/secret-match.js";
import { singleHeader } from "../authentication/single-header.js";
import type { RefreshToken } from "./settings.js";

/** Returns the variable of the caller's token. Throws AuthenticationError if no token matches. */
export type AuthenticateRefresh = (headers: DistinctHeaders) => RefreshToken["variable"];

/** Accepts `authorization: Bearer <token>` only. The caller can read nothing, whatever the authentication mode. */
export function createRefreshAuthentication(tokens: readonly RefreshToken[]): AuthenticateRefresh {
  const match = createSecretMatch(tokens.map(({ secret }) => secret));
  return (headers) => {
    const authorization = singleHeader(headers, "authorization") ?? "";
    const [, given] = /^Bearer +([^ ]+) *$/i.exec(authorization) ?? [];
    const index = given === undefined ? null : match(given);
    const token = index === null ? undefined : tokens[index];
    if (token !== undefined) return token.variable;
    throw new AuthenticationError(
      401,
      "POST /refresh requires a valid token. Send it as authorization: Bearer <token>.",
      given === undefined ? "NO_REFRESH_TOKEN" : "WRONG_REFRESH_TOKEN",
      { "www-authenticate": "Bearer" },
    );
  };
}
