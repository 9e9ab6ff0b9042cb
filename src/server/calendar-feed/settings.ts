import * as v from "valibot";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { textList } from "../../settings/value-schemas.js";
import type { RouteToken } from "../authentication/token-settings.js";
import { readTokens, tokenVariables } from "../authentication/token-settings.js";

const variable = "CALENDAR_TOKEN";

export type CalendarToken = RouteToken<typeof variable>;
export type TokenVariable = CalendarToken["variable"];

/** Access for calendar apps, which cannot send headers. */
export interface CalendarAccess {
  /** All of them are valid. */
  readonly tokens: readonly CalendarToken[];
  /** The scopes of a caller with a token. */
  readonly scopes: readonly string[];
}

const schema = v.object({
  CALENDAR_SCOPES: v.optional(
    v.pipe(
      textList,
      v.check(
        (scopes) =>
          scopes.length > 0 && scopes.every((scope) => /^maintenance:read(?::[\w.-]+)?$/.test(scope)),
        "must be maintenance:read, or a comma-separated list of scopes such as maintenance:read:<source>. The calendar is read-only.",
      ),
    ),
  ),
});

export const calendarVariables = [...tokenVariables(variable), ...Object.keys(schema.entries)];

/** Variables of secrets that grant access to more than the calendar. */
const otherSecrets = ["ROUTER_SECRET", "ROUTER_SECRET_NEXT"];

/** Returns the access by token (null if no token is configured), or every error in its settings. */
export function readCalendarAccess(environment: Environment): {
  readonly access: CalendarAccess | null;
  readonly faults: readonly ConfigurationFault[];
} {
  const { output, faults: ofScopes } = checkEnvironment(schema, environment);
  const reason = "people often share calendar URLs, which contain the token.";
  const { tokens, faults: ofTokens } = readTokens(variable, { others: otherSecrets, reason }, environment);
  const faults = [...ofTokens, ...ofScopes];
  if (tokens.length === 0 && ofTokens.length === 0 && environment.CALENDAR_SCOPES?.trim()) {
    faults.push({
      key: "CALENDAR_SCOPES",
      message: "has no effect without CALENDAR_TOKEN. Set CALENDAR_TOKEN, or remove CALENDAR_SCOPES.",
    });
  }
  if (output === null || faults.length > 0 || tokens.length === 0) return { access: null, faults };
  return { access: { tokens, scopes: output.CALENDAR_SCOPES ?? ["maintenance:read"] }, faults };
}
