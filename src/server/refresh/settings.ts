import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import type { RouteToken } from "../authentication/token-settings.js";
import { readTokens, tokenVariables } from "../authentication/token-settings.js";

const variable = "REFRESH_TOKEN";

export type RefreshToken = RouteToken<typeof variable>;

export const refreshVariables = tokenVariables(variable);

/** Secrets that grant access to data. */
const otherSecrets = ["ROUTER_SECRET", "ROUTER_SECRET_NEXT", "CALENDAR_TOKEN", "CALENDAR_TOKEN_NEXT"];

/** Returns the tokens for `POST /refresh`, of which any is valid, or every error in them. Without a token, the route is off. */
export function readRefreshTokens(environment: Environment): {
  readonly tokens: readonly RefreshToken[];
  readonly faults: readonly ConfigurationFault[];
} {
  const reason = "the token is stored where events come from, and must grant no access to data.";
  return readTokens(variable, { others: otherSecrets, reason }, environment);
}
