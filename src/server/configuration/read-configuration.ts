import type { ConfiguredSources } from "../../inventory/configured-sources.js";
import { configureSources } from "../../inventory/configured-sources.js";
import type { ConfigurationFault } from "../../settings/configuration-fault.js";
import type { Environment } from "../../settings/environment.js";
import { ConfigurationError } from "./configuration-error.js";
import { readEmulatorPorts } from "./emulator-settings.js";
import { configurationFileVariable, namesSourceFile, readSourceFile } from "./gateway-config-file.js";
import type { ServerConfiguration } from "./server-configuration.js";
import { readServerConfiguration } from "./server-configuration.js";
import { misspelledVariables } from "./variables.js";

export interface Configuration {
  readonly server: ServerConfiguration;
  readonly sources: ConfiguredSources;
  /** Origin of the sources as text, such as `from the environment`. */
  readonly sourcesFrom: string;
}

/** Whether the environment configures a source, even if incorrectly. */
export function hasConfiguredSources(environment: Environment): boolean {
  if (namesSourceFile(environment)) return true;
  const { sources, faults } = configureSources({ environment, declared: null });
  return sources.length > 0 || faults.length > 0;
}

/** Reads the whole configuration. Throws ConfigurationError with every error. Calls no provider. */
export async function readConfiguration(environment: Environment): Promise<Configuration> {
  const server = readServerConfiguration(environment);
  const file = await readSourceFile(environment);
  const sources = configureSources({ environment, declared: file.declared });
  const sourceIds = sources.sources.map(({ id }) => id);
  const faults = [
    ...server.faults,
    ...readEmulatorPorts(environment).faults,
    ...[...file.faults, ...sources.faults].map(file.withLine),
    ...unknownSourcesInScopes(server.configuration, sourceIds),
  ];
  if (server.configuration === null || faults.length > 0)
    throw new ConfigurationError([...faults, ...misspelledVariables(environment)]);
  const sourcesFrom =
    file.declared === null ? "from the environment" : `from the file in ${configurationFileVariable}`;
  return { server: server.configuration, sources, sourcesFrom };
}

/** Rejects scopes of unknown sources. They would hide every window, as if nothing were in maintenance. */
function unknownSourcesInScopes(
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
      .map((id) => ({
        key,
        message: `names the unknown source ${id}. The sources are ${sourceIds.join(", ")}.`,
      })),
  );
}
