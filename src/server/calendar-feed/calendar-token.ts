import { permissionsOf } from "../../domain/permissions.js";
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

/** Who has been let in to the calendar, and by what. */
export interface CalendarCaller extends AuthenticatedCaller {
  readonly authenticatedBy: TokenVariable | "AUTHENTICATION";
}

/** Authenticates the caller of the calendar. Throws AuthenticationError if the caller is refused. */
export type AuthenticateCalendar = (
  headers: DistinctHeaders,
  /** Each `?token=` of the request. */
  tokensInQuery: readonly string[],
  now: Date,
) => Promise<CalendarCaller>;

/** Programs that can ask their user for a password ask for it. */
const challenge = { "www-authenticate": 'Basic realm="maintenance calendar"' };

interface GivenToken {
  readonly place: "QUERY" | "BASIC" | "BEARER";
  readonly text: string;
}

/**
 * The calendar's own token, which is good for nothing else, or what every caller shows. Without a token of the calendar's
 * own, only that.
 */
export function createCalendarAuthentication(
  access: CalendarAccess | null,
  mode: AuthenticationConfiguration["mode"],
  authenticate: Authenticate,
): AuthenticateCalendar {
  const asEverywhere = async (headers: DistinctHeaders, now: Date): Promise<CalendarCaller> => ({
    ...(await authenticate(headers, now)),
    authenticatedBy: "AUTHENTICATION",
  });
  if (access === null) return (headers, _tokensInQuery, now) => asEverywhere(headers, now);

  const { tokens } = access;
  const match = createSecretMatch(tokens.map(({ secret }) => secret));
  const permissions = permissionsOf(access.scopes);
  return async (headers, tokensInQuery, now) => {
    const given = tokenIn(headers, tokensInQuery);
    const index = given === null ? null : match(given.text);
    const token = index === null ? undefined : tokens[index];
    if (token !== undefined) return { viewer: null, permissions, authenticatedBy: token.variable };
    if (isForMode(mode, headers, given)) return asEverywhere(headers, now);
    throw new AuthenticationError(
      401,
      "The calendar needs its token: as the password of HTTP Basic with any user name, as authorization: Bearer <token>, or as ?token=.",
      given === null ? "NO_CALENDAR_TOKEN" : "WRONG_CALENDAR_TOKEN",
      challenge,
    );
  };
}

/** Whether the request shows what callers are told apart by in this mode: then it is checked as everywhere. */
function isForMode(
  mode: AuthenticationConfiguration["mode"],
  headers: DistinctHeaders,
  given: GivenToken | null,
): boolean {
  // What is in these places can be meant for the calendar only.
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

/** Null without a token. Of two, one may be of somebody whom the other's bearer does not know. */
function tokenIn(headers: DistinctHeaders, tokensInQuery: readonly string[]): GivenToken | null {
  const inQuery = tokensInQuery.map((text): GivenToken => ({ place: "QUERY", text }));
  const inHeader = tokenOfHeader(singleHeader(headers, "authorization") ?? "");
  const [given = null, ...others] = [...inQuery, ...(inHeader === null ? [] : [inHeader])];
  if (others.length === 0) return given;
  throw new AuthenticationError(
    401,
    "The request has more than one token: it may have one, in the query string or in the header authorization.",
    "DUPLICATE_TOKEN",
    challenge,
  );
}

/** What another scheme holds is no token of anybody's. */
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

/** What follows the user name, which holds no colon (RFC 7617). */
function passwordIn(credentials: string): string {
  const colon = credentials.indexOf(":");
  return colon < 0 ? "" : credentials.slice(colon + 1);
}
