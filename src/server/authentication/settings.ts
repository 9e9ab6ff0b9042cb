import * as v from "valibot";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { isLoopback } from "../../settings/loopback.js";
import { trueOrFalse } from "../../settings/value-schemas.js";
import type { AuthenticationConfiguration } from "./authentication-modes.js";
import { jwtSchema, readJwtAuthentication } from "./jwt-settings.js";
import { readRouterAuthentication, routerSchema, routerSecretVariables } from "./router-settings.js";

const modes = ["none", "jwt", "router"] as const;

type Mode = (typeof modes)[number];

const schema = v.object({
  AUTHENTICATION: v.optional(v.picklist(modes, `must be one of ${modes.join(", ")}.`)),
  ALLOW_UNAUTHENTICATED: v.optional(trueOrFalse, "false"),
});

/** Returns how callers authenticate, or every error in those settings. The gateway listens on `host`. */
export function readAuthentication(
  environment: Environment,
  host: string,
): {
  readonly configuration: AuthenticationConfiguration | null;
  readonly faults: readonly ConfigurationFault[];
} {
  const { output, faults } = checkEnvironment(schema, environment);
  if (output === null) {
    // The mode is unknown, so check the settings of jwt and router.
    const ofModes = [jwtSchema, routerSchema].flatMap((each) => checkEnvironment(each, environment).faults);
    return { configuration: null, faults: [...faults, ...ofModes] };
  }
  const mode = output.AUTHENTICATION ?? (isLoopback(host) ? "none" : null);
  const read = readMode(mode, output.ALLOW_UNAUTHENTICATED === "true", environment, host);
  const unused = variablesOfOtherModes(mode, environment);
  return unused.length === 0 ? read : { configuration: null, faults: [...unused, ...read.faults] };
}

function readMode(
  mode: Mode | null,
  isConfirmed: boolean,
  environment: Environment,
  host: string,
): ReturnType<typeof readAuthentication> {
  switch (mode) {
    case null:
      return rejected(
        `is missing, but other machines can reach the gateway (HOST is ${host}). Set AUTHENTICATION to jwt or router, or to none together with ALLOW_UNAUTHENTICATED=true.`,
      );
    case "none":
      if (isConfirmed || isLoopback(host)) return { configuration: { mode, isConfirmed }, faults: [] };
      return rejected(
        `is none, so anyone who can reach ${host} could change every window. Set HOST to 127.0.0.1, or confirm with ALLOW_UNAUTHENTICATED=true.`,
      );
    case "jwt":
      return readJwtAuthentication(environment);
    case "router":
      return readRouterAuthentication(environment);
  }
}

const variablesOfModes: Readonly<Record<Mode, readonly string[]>> = {
  none: [],
  jwt: Object.keys(jwtSchema.entries),
  router: [...routerSecretVariables, ...Object.keys(routerSchema.entries)],
};

export const authenticationVariables = [
  ...Object.keys(schema.entries),
  ...Object.values(variablesOfModes).flat(),
];

/** Rejects the variables of another mode: they show that access was meant to be restricted. */
function variablesOfOtherModes(mode: Mode | null, environment: Environment): readonly ConfigurationFault[] {
  return Object.entries(variablesOfModes)
    .filter(([other]) => other !== mode)
    .flatMap(([other, variables]) =>
      variables
        .filter((key) => environment[key]?.trim())
        .map((key) => ({
          key,
          message: `is for AUTHENTICATION=${other}, but AUTHENTICATION is ${mode ?? "not set"}. Set AUTHENTICATION=${other}, or remove ${key}.`,
        })),
    );
}

function rejected(message: string) {
  return { configuration: null, faults: [{ key: "AUTHENTICATION", message }] };
}
