import type { ConfigurationFault, Environment } from "../datasources/provider.js";
import type { ConfiguredSources } from "../datasources/registry.js";
import { configureSources } from "../datasources/registry.js";
import type { ServerConfiguration } from "./config.js";
import { readServerConfiguration } from "./config.js";
import { ConfigurationError } from "./configuration-error.js";
import { namesSourceFile, readSourceFile } from "./source-file.js";

const callers = {
  none: "none: everybody may do everything",
  jwt: "jwt: who has a token of the issuer",
  router: "router: the router, for whom it says",
} as const;

export interface Configuration {
  readonly server: ServerConfiguration;
  readonly sources: ConfiguredSources;
  /** Where the sources are configured, as a person would say it. */
  readonly sourcesFrom: string;
}

/** Whether the environment names any source, or tries to. */
export function namesSources(environment: Environment): boolean {
  if (namesSourceFile(environment)) return true;
  const { sources, faults } = configureSources({ environment, declared: null });
  return sources.length > 0 || faults.length > 0;
}

/** Everything that the gateway is told. Throws ConfigurationError with every fault; contacts nothing. */
export async function readConfiguration(environment: Environment): Promise<Configuration> {
  const server = readServerConfiguration(environment);
  const file = await readSourceFile(environment);
  const sources = configureSources({ environment, declared: file.declared });
  const faults = [
    ...server.faults,
    ...file.faults,
    ...sources.faults,
    ...faultsOfScopes(
      server.configuration,
      sources.sources.map(({ id }) => id),
    ),
  ];
  if (server.configuration === null || faults.length > 0) throw new ConfigurationError(faults);
  const sourcesFrom =
    file.declared === null ? "from the environment" : "from the file that GATEWAY_CONFIG names";
  return { server: server.configuration, sources, sourcesFrom };
}

/** Who may read a source that is not there sees nothing, as if nothing were in maintenance. */
function faultsOfScopes(
  server: ServerConfiguration | null,
  sourceIds: readonly string[],
): readonly ConfigurationFault[] {
  if (server === null || sourceIds.length === 0) return [];
  const { authentication, calendarAccess } = server;
  const scopes = [
    ["ROUTER_DEFAULT_SCOPES", authentication.mode === "router" ? authentication.defaultScopes : []],
    ["CALENDAR_SCOPES", calendarAccess?.scopes ?? []],
  ] as const;
  return scopes.flatMap(([key, given]) =>
    given
      .map((scope) => scope.split(":")[2])
      .filter((id) => id !== undefined && !sourceIds.includes(id))
      .map((id) => ({ key, message: `names ${id}, which is none of the sources: ${sourceIds.join(", ")}.` })),
  );
}

/** In production the answers of emulators would pass for true ones. */
export function requireEmulatorsAllowed({ NODE_ENV, EMULATORS }: Environment): void {
  if (NODE_ENV?.trim() !== "production" || EMULATORS?.trim() === "true") return;
  const message =
    "is production, and no source is configured: name one (GATEWAY_CONFIG, or the variables of a provider), or set EMULATORS=true.";
  throw new ConfigurationError([{ key: "NODE_ENV", message }]);
}

/** What a person wants to know who has written a configuration. Throws ConfigurationError with every fault. */
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
