import { pino } from "pino";
import { createContextFactory } from "../context.js";
import type { Environment } from "../datasources/provider.js";
import { configureSources } from "../datasources/registry.js";
import type { MaintenanceSource } from "../domain/sources.js";
import { resolvers } from "../resolvers/resolvers.js";
import { buildSchema } from "../schema/build-schema.js";
import { createApp } from "./app.js";
import { readServerConfiguration } from "./config.js";
import { ConfigurationError } from "./configuration-error.js";

/** A gateway that listens. */
export interface RunningGateway {
  /** E.g. `http://127.0.0.1:4000` */
  readonly address: string;
  readonly sources: readonly MaintenanceSource[];
  readonly production: boolean;
  /** Takes no more requests, answers what has begun, and closes. */
  readonly stop: () => Promise<void>;
}

export interface StartOptions {
  readonly environment: Environment;
  readonly clock: () => Date;
  /** Whether the sources are emulators of the gateway's own. */
  readonly emulated?: boolean;
  /** Where log lines go; standard output by default. */
  readonly logTo?: { write(line: string): void };
}

/** Whether the environment names any source, or tries to. */
export function namesSources(environment: Environment): boolean {
  const { sourceCount, faults } = configureSources(environment);
  return sourceCount > 0 || faults.length > 0;
}

/** Reads the configuration, connects the sources, and listens. Throws ConfigurationError with every fault. */
export async function start({
  environment,
  clock,
  emulated = false,
  logTo,
}: StartOptions): Promise<RunningGateway> {
  const server = readServerConfiguration(environment);
  const configured = configureSources(environment);
  if ("faults" in server || configured.faults.length > 0) {
    throw new ConfigurationError([...("faults" in server ? server.faults : []), ...configured.faults]);
  }
  const { host, port, logLevel, production, requestTimeoutMs, upstreamTimeoutMs } = server.configuration;
  const logger = logTo === undefined ? pino({ level: logLevel }) : pino({ level: logLevel }, logTo);
  const connections = configured.connect({ logger, upstreamTimeoutMs });
  const app = await createApp({
    schema: buildSchema(resolvers),
    createContext: createContextFactory({ connections, clock, requestTimeoutMs }),
    logger,
    production,
  });
  const address = await app.listen(host, port);
  const sources = connections.sources();
  if (emulated && production) logger.warn("no source is configured: the answers are those of emulators");
  logger.info({ sources: sources.map(({ id }) => id) }, "sources");
  return {
    address,
    sources,
    production,
    async stop() {
      await app.stop();
      await connections.close();
    },
  };
}
