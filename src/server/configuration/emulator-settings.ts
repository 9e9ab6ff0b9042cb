import * as v from "valibot";
import type { ProviderKey } from "../../datasources/registry.js";
import { providers } from "../../datasources/registry.js";
import { checkEnvironment } from "../../settings/check-settings.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { trueOrFalse, wholeNumberText } from "../../settings/value-schemas.js";
import { listenError } from "../lifecycle/listen-error.js";

/** The port of each emulator that has one configured; 0 for any free port. */
export type EmulatorPorts = Readonly<Partial<Record<ProviderKey, number>>>;

const keys = Object.keys(providers) as readonly ProviderKey[];
export const emulatorPortVariable = (key: ProviderKey) => `EMULATOR_${key.toUpperCase()}_PORT`;

const schema = v.object({
  EMULATORS: v.optional(trueOrFalse),
  ...Object.fromEntries(
    keys.map((key) => [emulatorPortVariable(key), v.optional(wholeNumberText(0, 65_535, 0))]),
  ),
});

export const emulatorVariables = Object.keys(schema.entries);

/** Returns the configured ports of the emulators, or every error in the emulators' settings. */
export function readEmulatorPorts(environment: Environment): {
  readonly ports: EmulatorPorts;
  readonly faults: readonly ConfigurationFault[];
} {
  const { output, faults } = checkEnvironment(schema, environment);
  const settings: Readonly<Record<string, unknown>> = output ?? {};
  const ports = keys
    .map((key) => [key, settings[emulatorPortVariable(key)]] as const)
    .filter(([, port]) => port !== undefined);
  return { ports: Object.fromEntries(ports), faults };
}

/** Returns the error to throw if an emulator cannot listen. It names the variable that sets the port. */
export function emulatorListenError(error: unknown, ports: EmulatorPorts): unknown {
  const taken = (error as { readonly port?: number }).port;
  const key = keys.find((each) => ports[each] === taken);
  return key === undefined ? error : listenError(error, { port: emulatorPortVariable(key), host: null });
}

/**
 * Rejects emulators that are turned off, or that run in production without being allowed: their data could be mistaken for real
 * data.
 */
export function emulatorsNotAllowed({ NODE_ENV, EMULATORS }: Environment): readonly ConfigurationFault[] {
  const allowed = EMULATORS?.trim();
  const sources = "Set GATEWAY_CONFIG or the variables of a provider";
  if (allowed === "false") {
    const message = `is false, but no source is configured. ${sources}, or remove EMULATORS to serve emulator data.`;
    return [{ key: "EMULATORS", message }];
  }
  if (NODE_ENV?.trim() !== "production" || allowed === "true") return [];
  const message = `is production, but no source is configured. ${sources}, or set EMULATORS=true to serve emulator data.`;
  return [{ key: "NODE_ENV", message }];
}

/** Warns of the emulators' settings if sources are configured: then no emulator starts. */
export function unusedEmulatorSettings(environment: Environment): readonly ConfigurationFault[] {
  const message = "has no effect, because sources are configured. Remove it.";
  return emulatorVariables
    .filter((key) => environment[key]?.trim() && environment[key]?.trim() !== "false")
    .map((key) => ({ key, message }));
}
