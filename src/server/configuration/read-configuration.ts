import type { ConfiguredSources } from "../../inventory/configured-sources.js";
import { configureSources } from "../../inventory/configured-sources.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { ConfigurationError } from "./configuration-error.js";
import { namesSourceFile, readSourceFile } from "./gateway-config-file.js";
import type { ServerConfiguration } from "./server-configuration.js";
import { readServerConfiguration } from "./server-configuration.js";

export interface Configuration {
  readonly server: ServerConfiguration;
  readonly sources: ConfiguredSources;
  /** Where the sources are configured, as a person would say it. */
  readonly sourcesFrom: string;
}

/** Whether the environment names any source, or tries to. */
export function hasConfiguredSources(environment: Environment): boolean {
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
