import type { Environment } from "../../settings/environment.js";
import { readConfiguration, requireEmulatorsAllowed } from "./read-configuration.js";

const callers = {
  none: "none: everybody may do everything",
  jwt: "jwt: who has a token of the issuer",
  router: "router: the router, for whom it says",
} as const;

/** The answer to `--check-config`. Throws ConfigurationError with every fault. */
export async function reportConfiguration(environment: Environment): Promise<string> {
  const { server, sources, sourcesFrom } = await readConfiguration(environment);
  if (sources.sources.length === 0) requireEmulatorsAllowed(environment);
  const lines = sources.sources.map(
    ({ id, provider, region, accountId, site }) =>
      `  ${id.padEnd(18)} ${provider.padEnd(10)} ${[accountId, region, site].filter(Boolean).join(" ")}`,
  );
  const origin = lines.length === 0 ? "none: the emulators would be started" : sourcesFrom;
  return `The configuration is good. Nobody was asked whether keys and roles are.

Sources, ${origin}:
${lines.join("\n")}

Callers (AUTHENTICATION): ${callers[server.authentication.mode]}
`;
}
