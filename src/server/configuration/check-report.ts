import type { Environment } from "../../settings/environment.js";
import { linesOf } from "./configuration-error.js";
import { readConfiguration } from "./read-configuration.js";

const callers = {
  none: "none: every caller has full access",
  jwt: "jwt: callers send a token from the issuer",
  router: "router: a router authenticates its callers",
} as const;

/** The output of `--check-config`. Throws ConfigurationError with every error. */
export async function reportConfiguration(environment: Environment): Promise<string> {
  const { server, sources, sinks, sourcesFrom, findWarnings } = await readConfiguration(environment);
  const warnings = findWarnings();
  const lines = sources.sources.map(
    ({ id, provider, region, accountId, site }) =>
      `  ${id.padEnd(18)} ${provider.padEnd(10)} ${[accountId, region, site].filter(Boolean).join(" ")}`,
  );
  const listed =
    lines.length === 0
      ? "Sources: none configured. The gateway would start the embedded emulators. docs/configuration.md shows how to add real accounts."
      : `Sources (${sourcesFrom}):\n${lines.join("\n")}`;
  const notified = sinks.map(
    ({ name, type, url }) => `  ${name.padEnd(18)} ${type.padEnd(10)} ${url.host}\n`,
  );
  const warned = warnings.length === 0 ? "" : `\nWarnings:\n${linesOf(warnings)}\n`;
  return `Configuration is valid. Credentials were not tested.
${warned}
${listed}
${notified.length === 0 ? "" : `\nNotifications:\n${notified.join("")}`}
Authentication (AUTHENTICATION): ${callers[server.authentication.mode]}
`;
}
