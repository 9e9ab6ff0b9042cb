import type { Environment } from "../datasources/provider.js";
import type { ConfiguredSources } from "../datasources/registry.js";
import { configureSources } from "../datasources/registry.js";
import type { ServerConfiguration } from "./config.js";
import { readServerConfiguration } from "./config.js";
import { ConfigurationError } from "./configuration-error.js";
import { namesSourceFile, readSourceFile } from "./source-file.js";

export interface Configuration {
  readonly server: ServerConfiguration;
  readonly sources: ConfiguredSources;
  /** Where the sources are configured, as a person would say it. */
  readonly sourcesFrom: string;
}

/** Whether the environment names any source, or tries to. */
export function namesSources(environment: Environment): boolean {
  if (namesSourceFile(environment)) return true;
  const { sourceCount, faults } = configureSources({ environment, declared: null });
  return sourceCount > 0 || faults.length > 0;
}

/** Everything that the gateway is told. Throws ConfigurationError with every fault; contacts nothing. */
export async function readConfiguration(environment: Environment): Promise<Configuration> {
  const server = readServerConfiguration(environment);
  const file = await readSourceFile(environment);
  const sources = configureSources({ environment, declared: file.declared });
  const faults = [...server.faults, ...file.faults, ...sources.faults];
  if (server.configuration === null || faults.length > 0) throw new ConfigurationError(faults);
  const sourcesFrom =
    file.declared === null ? "from the environment" : "from the file that GATEWAY_CONFIG names";
  return { server: server.configuration, sources, sourcesFrom };
}
