import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { readSecret } from "../../settings/read-secret.js";

/** A token for one route, and the variable that holds it. */
export interface RouteToken<Name extends string> {
  readonly variable: Name | `${Name}_NEXT`;
  readonly secret: string;
}

/** The variables of a route's tokens. Two tokens can be valid at once, so that one can be replaced without downtime. */
export function tokenVariables<Name extends string>(name: Name): readonly string[] {
  return [name, `${name}_FILE`, `${name}_NEXT`, `${name}_NEXT_FILE`];
}

/** Returns the tokens in `name` and its replacement, or every error in them. Each must differ from the secrets in `others`. */
export function readTokens<Name extends string>(
  name: Name,
  { others, reason }: { readonly others: readonly string[]; readonly reason: string },
  environment: Environment,
): { readonly tokens: readonly RouteToken<Name>[]; readonly faults: readonly ConfigurationFault[] } {
  const nextName = `${name}_NEXT` as const;
  const read = [name, nextName].map((variable) => ({ variable, ...readSecret(variable, environment) }));
  const tokens = read.flatMap(({ variable, secret }) => (secret === null ? [] : [{ variable, secret }]));
  const faults = [
    ...read.flatMap((one) => one.faults),
    ...sharedSecrets(tokens, others, reason, environment),
  ];
  const [live, next] = read;
  if (live?.secret === null && live.faults.length === 0 && next?.secret !== null) {
    const message = `is missing, but its replacement ${nextName} is set. Set ${name} to the token in use.`;
    faults.push({ key: name, message });
  }
  return { tokens, faults };
}

/** Rejects a token that is also another secret, which grants something else. */
function sharedSecrets(
  tokens: readonly RouteToken<string>[],
  others: readonly string[],
  reason: string,
  environment: Environment,
): readonly ConfigurationFault[] {
  const known = others.map((variable) => [variable, readSecret(variable, environment).secret] as const);
  return tokens.flatMap(({ variable: key, secret }) =>
    known
      .filter(([, other]) => other === secret)
      .map(([other]) => ({ key, message: `is the same as ${other}. Use a different secret: ${reason}` })),
  );
}
