import * as v from "valibot";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import type { AuthenticationConfiguration } from "./authentication-modes.js";
import { jwtSchema, readJwtAuthentication } from "./jwt-settings.js";
import { isLoopback } from "./loopback.js";
import { readRouterAuthentication, routerSchema, routerSecretVariables } from "./router-settings.js";

const modes = ["none", "jwt", "router"] as const;

type Mode = (typeof modes)[number];

const schema = v.object({
  AUTHENTICATION: v.optional(v.picklist(modes, `must be one of ${modes.join(", ")}.`)),
  ALLOW_UNAUTHENTICATED: v.optional(v.picklist(["true", "false"], "must be true or false."), "false"),
});

/** How callers authenticate, or every error in what configures it. `host` is where the gateway listens. */
export function readAuthentication(
  environment: Environment,
  host: string,
): {
  readonly configuration: AuthenticationConfiguration | null;
  readonly faults: readonly ConfigurationFault[];
} {
  const { output, faults } = checkEnvironment(schema, environment);
  if (output === null) {
    // Which mode is meant is not known.
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
      return refused(
        `is missing: where others reach the gateway (HOST is ${host}) it must be jwt or router, or none together with ALLOW_UNAUTHENTICATED=true.`,
      );
    case "none":
      if (isConfirmed || isLoopback(host)) return { configuration: { mode, isConfirmed }, faults: [] };
      return refused(
        `is none, so that whoever reaches ${host} may change every window. Say ALLOW_UNAUTHENTICATED=true too if that is meant, or listen on 127.0.0.1.`,
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

/** Variables of another mode were set by someone who wanted to let in nobody else. */
function variablesOfOtherModes(mode: Mode | null, environment: Environment): readonly ConfigurationFault[] {
  return Object.entries(variablesOfModes)
    .filter(([other]) => other !== mode)
    .flatMap(([other, variables]) =>
      variables
        .filter((key) => environment[key]?.trim())
        .map((key) => ({ key, message: `is for AUTHENTICATION=${other}, which is ${mode ?? "not set"}.` })),
    );
}

function refused(message: string) {
  return { configuration: null, faults: [{ key: "AUTHENTICATION", message }] };
}
