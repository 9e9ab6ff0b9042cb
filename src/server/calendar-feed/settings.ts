import * as v from "valibot";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { readSecret } from "../../settings/read-secret.js";
import { textList } from "../../settings/value-schemas.js";

/** The variables that hold a token of the calendar: so one can be replaced without a request that is refused. */
const tokenVariables = ["CALENDAR_TOKEN", "CALENDAR_TOKEN_NEXT"] as const;

export type TokenVariable = (typeof tokenVariables)[number];

export interface CalendarToken {
  readonly variable: TokenVariable;
  readonly secret: string;
}

/** What lets calendar programs in, which can send no headers of their own. */
export interface CalendarAccess {
  /** Each of them counts. */
  readonly tokens: readonly CalendarToken[];
  /** What their bearer may read. */
  readonly scopes: readonly string[];
}

const schema = v.object({
  CALENDAR_SCOPES: v.optional(
    v.pipe(
      textList,
      v.check(
        (scopes) =>
          scopes.length > 0 && scopes.every((scope) => /^maintenance:read(?::[\w.-]+)?$/.test(scope)),
        "must be maintenance:read, or scopes such as maintenance:read:<source> with commas between: the calendar is read only.",
      ),
    ),
  ),
});

/** Variables whose secrets open more than the calendar. */
const otherSecrets = ["ROUTER_SECRET", "ROUTER_SECRET_NEXT"];

/** Null where the calendar has no token of its own; or every fault. */
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
      faults.push({ key: "CALENDAR_TOKEN", message: "is missing: CALENDAR_TOKEN_NEXT is what replaces it." });
    } else if (environment.CALENDAR_SCOPES?.trim()) {
      faults.push({
        key: "CALENDAR_SCOPES",
        message: "is for the bearer of CALENDAR_TOKEN, which is not set.",
      });
    }
  }
  if (output === null || faults.length > 0 || tokens.length === 0) return { access: null, faults };
  return { access: { tokens, scopes: output.CALENDAR_SCOPES ?? ["maintenance:read"] }, faults };
}

/** A token ends up in the addresses that people hand on: it must not be the key to anything else. */
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
        message: `is the same as ${other}: it must be good for the calendar only.`,
      })),
  );
}
