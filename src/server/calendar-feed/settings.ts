import * as v from "valibot";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { readSecret } from "../../settings/read-secret.js";
import { textList } from "../../settings/value-schemas.js";

/** The variables of the calendar tokens. Two tokens can be valid at once, so that one can be replaced without downtime. */
const tokenVariables = ["CALENDAR_TOKEN", "CALENDAR_TOKEN_NEXT"] as const;

export type TokenVariable = (typeof tokenVariables)[number];

export interface CalendarToken {
  readonly variable: TokenVariable;
  readonly secret: string;
}

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

export const calendarVariables = [
  ...tokenVariables.flatMap((variable) => [variable, `${variable}_FILE`]),
  ...Object.keys(schema.entries),
];

/** Variables of secrets that grant access to more than the calendar. */
const otherSecrets = ["ROUTER_SECRET", "ROUTER_SECRET_NEXT"];

/** Returns the access by token (null if no token is configured), or every error in its settings. */
export function readCalendarAccess(environment: Environment): {
  readonly access: CalendarAccess | null;
  readonly faults: readonly ConfigurationFault[];
} {
  const { output, faults: ofScopes } = checkEnvironment(schema, environment);
  const read = tokenVariables.map((variable) => ({ variable, ...readSecret(variable, environment) }));
  const tokens = read.flatMap(({ variable, secret }) => (secret === null ? [] : [{ variable, secret }]));
  const faults = [...read.flatMap((one) => one.faults), ...sharedSecrets(tokens, environment), ...ofScopes];
  const [live, next] = read;
  if (live?.secret === null && live.faults.length === 0) {
    if (next?.secret !== null) {
      faults.push({
        key: "CALENDAR_TOKEN",
        message:
          "is missing, but its replacement CALENDAR_TOKEN_NEXT is set. Set CALENDAR_TOKEN to the token in use.",
      });
    } else if (environment.CALENDAR_SCOPES?.trim()) {
      faults.push({
        key: "CALENDAR_SCOPES",
        message: "has no effect without CALENDAR_TOKEN. Set CALENDAR_TOKEN, or remove CALENDAR_SCOPES.",
      });
    }
  }
  if (output === null || faults.length > 0 || tokens.length === 0) return { access: null, faults };
  return { access: { tokens, scopes: output.CALENDAR_SCOPES ?? ["maintenance:read"] }, faults };
}

/** Rejects a token that is also another secret. People share calendar URLs, so a token in them must grant nothing else. */
function sharedSecrets(
  tokens: readonly CalendarToken[],
  environment: Environment,
): readonly ConfigurationFault[] {
  const others = otherSecrets.map(
    (variable) => [variable, readSecret(variable, environment).secret] as const,
  );
  return tokens.flatMap(({ variable: key, secret }) =>
    others
      .filter(([, other]) => other === secret)
      .map(([other]) => ({
        key,
        message: `is the same as ${other}. Use a different secret: people often share calendar URLs, which contain the token.`,
      })),
  );
}
