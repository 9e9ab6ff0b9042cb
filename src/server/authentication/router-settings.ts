import * as v from "valibot";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { readSecret } from "../../settings/read-secret.js";
import { textList } from "../../settings/value-schemas.js";
import type { RouterAuthentication } from "./authentication-modes.js";

/** The variables of the mode `router` that are not secret. */
export const routerSchema = v.object({
  ROUTER_DEFAULT_SCOPES: v.pipe(
    textList,
    v.check(
      (scopes) => scopes.every((scope) => /^maintenance:(?:read|write)(?::[\w.-]+)?$/.test(scope)),
      "must be a comma-separated list of scopes such as maintenance:read or maintenance:read:<source>.",
    ),
  ),
});

/** The variables of the mode `router` that hold secrets. */
export const routerSecretVariables = [
  "ROUTER_SECRET",
  "ROUTER_SECRET_FILE",
  "ROUTER_SECRET_NEXT",
  "ROUTER_SECRET_NEXT_FILE",
];

/** The settings of the mode `router`, or every error in them. */
export function readRouterAuthentication(environment: Environment): {
  readonly configuration: RouterAuthentication | null;
  readonly faults: readonly ConfigurationFault[];
} {
  const { output, faults: ofSchema } = checkEnvironment(routerSchema, environment);
  if (output === null) return { configuration: null, faults: ofSchema };
  const live = readSecret("ROUTER_SECRET", environment);
  const next = readSecret("ROUTER_SECRET_NEXT", environment);
  const faults = [...live.faults, ...next.faults];
  if (live.secret === null && live.faults.length === 0) {
    const message =
      "is missing. Set it to the secret that the router sends in the router-authorization header.";
    faults.push({ key: "ROUTER_SECRET", message });
  }
  if (faults.length > 0) return { configuration: null, faults };
  const secrets = [live.secret, next.secret].filter((secret) => secret !== null);
  return { configuration: { mode: "router", secrets, defaultScopes: output.ROUTER_DEFAULT_SCOPES }, faults };
}
