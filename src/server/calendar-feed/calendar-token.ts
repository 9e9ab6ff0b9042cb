import { permissionsOf } from "../../domain/permissions.js";
import type { Moment } from "../../domain/time/clock.js";
import type {
  Authenticate,
  AuthenticatedCaller,
  DistinctHeaders,
} from "../authentication/authenticated-caller.js";
import { AuthenticationError } from "../authentication/authentication-error.js";
import type { AuthenticationConfiguration } from "../authentication/authentication-modes.js";
import { claimsToBeRouter } from "../authentication/router-mode.js";
import { createSecretMatch } from "../authentication/secret-match.js";
import { singleHeader } from "../authentication/single-header.js";
import type { CalendarAccess, TokenVariable } from "./settings.js";

/** A caller of the calendar feed, and the credential that authenticated it. */
export interface CalendarCaller extends AuthenticatedCaller {
  readonly authenticatedBy: TokenVariable | "AUTHENTICATION";
}

/** Authenticates a caller of the calendar feed. Throws AuthenticationError if it rejects the caller. */
export type AuthenticateCalendar = (
  headers: DistinctHeaders,
  /** All values of `?token=`. */
  tokensInQuery: readonly string[],
  at: Moment,
) => Promise<CalendarCaller>;

/** Makes calendar apps prompt for a password. */
const challenge = { "www-authenticate": 'Basic realm="maintenance calendar"' };

interface GivenToken {
  readonly place: "QUERY" | "BASIC" | "BEARER";
  readonly text: string;
}

/**
 * Accepts the calendar's own token, which is valid for the calendar only, or the credentials of the configured authentication
 * mode. If no calendar token is configured, only those credentials are accepted.
 */
export function createCalendarAuthentication(
  access: CalendarAccess | null,
  mode: AuthenticationConfiguration["mode"],
  authenticate: Authenticate,
): AuthenticateCalendar {
  const asEverywhere = async (headers: DistinctHeaders, at: Moment): Promise<CalendarCaller> => ({
    ...(await authenticate(headers, at)),
    authenticatedBy: "AUTHENTICATION",
  });
  if (access === null) return (headers, _tokensInQuery, at) => asEverywhere(headers, at);

  const { tokens } = access;
  const match = createSecretMatch(tokens.map(({ secret }) => secret));
  const permissions = permissionsOf(access.scopes);
  return async (headers, tokensInQuery, at) => {
    const given = tokenIn(headers, tokensInQuery);
    const index = given === null ? null : match(given.text);
    const token = index === null ? undefined : tokens[index];
    if (token !== undefined) {
      return { viewer: null, permissions, validUntil: null, authenticatedBy: token.variable };
    }
    if (isForMode(mode, headers, given)) return asEverywhere(headers, at);
    throw new AuthenticationError(
      401,
      "The calendar feed requires a valid token. Send it as the HTTP Basic password with any user name, as authorization: Bearer <token>, or as ?token=<token>.",
      given === null ? "NO_CALENDAR_TOKEN" : "WRONG_CALENDAR_TOKEN",
      challenge,
    );
  };
}

/** Whether the request has credentials for the authentication mode. They are then checked as for any other request. */
function isForMode(
  mode: AuthenticationConfiguration["mode"],
  headers: DistinctHeaders,
  given: GivenToken | null,
): boolean {
  // Only the calendar accepts tokens in these places.
  if (given?.place === "QUERY" || given?.place === "BASIC") return false;
  switch (mode) {
    case "none":
      return false;
    case "jwt":
      return given !== null;
    case "router":
      return claimsToBeRouter(headers);
  }
}

/** Returns the token, or null. Rejects more than one token, because one could come from an untrusted sender. */
function tokenIn(headers: DistinctHeaders, tokensInQuery: readonly string[]): GivenToken | null {
  const inQuery = tokensInQuery.map((text): GivenToken => ({ place: "QUERY", text }));
  const inHeader = tokenOfHeader(singleHeader(headers, "authorization") ?? "");
  const [given = null, ...others] = [...inQuery, ...(inHeader === null ? [] : [inHeader])];
  if (others.length === 0) return given;
  throw new AuthenticationError(
    401,
    "The request has more than one token. Send one, either as ?token=<token> or in the authorization header.",
    "DUPLICATE_TOKEN",
    challenge,
  );
}

/** Returns the token of a Basic or Bearer header; null for other schemes. */
function tokenOfHeader(authorization: string): GivenToken | null {
  const [, scheme = "", text = ""] = /^(Basic|Bearer) +([^ ]+) *$/i.exec(authorization) ?? [];
  switch (scheme.toLowerCase()) {
    case "basic":
      return { place: "BASIC", text: passwordIn(Buffer.from(text, "base64").toString()) };
    case "bearer":
      return { place: "BEARER", text };
    default:
      return null;
  }
}

/** Returns the part after the first colon. A user name cannot contain a colon (RFC 7617). */
function passwordIn(credentials: string): string {
  const colon = credentials.indexOf(":");
  return colon < 0 ? "" : credentials.slice(colon + 1);
}
