import { pino } from "pino";
import type { AuditSink } from "../context.js";
import { createContextFactory } from "../context.js";
import { createInventory } from "../datasources/inventory.js";
import { createMemory } from "../datasources/memory/memory.js";
import type { RedisTierOptions } from "../datasources/memory/redis-tier.js";
import { nothingShared } from "../datasources/memory/shared-tier.js";
import { createWriteJournal } from "../datasources/memory/write-journal.js";
import type { Environment } from "../datasources/provider.js";
import { configureSources } from "../datasources/registry.js";
import { nobody } from "../datasources/upstream/observer.js";
import type { MaintenanceSource } from "../domain/sources.js";
import { entityReferences } from "../resolvers/entity-references.js";
import { resolvers } from "../resolvers/resolvers.js";
import { buildSchema } from "../schema/build-schema.js";
import { createApp } from "./app.js";
import { createAuditLog, trackAudit } from "./audit-log.js";
import { readServerConfiguration } from "./config.js";
import { ConfigurationError } from "./configuration-error.js";
import { reportOf } from "./health.js";
import { traceInLog } from "./request-trace.js";
import { namesSourceFile, readSourceFile } from "./source-file.js";

/** A gateway that listens. */
export interface RunningGateway {
  /** E.g. `http://127.0.0.1:4000` */
  readonly address: string;
  /** Where `/metrics` is; null where it is not wanted. */
  readonly metricsAddress: string | null;
  readonly sources: readonly MaintenanceSource[];
  /** Where they are configured, as a person would say it. */
  readonly sourcesFrom: string;
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
  /** Takes every attempt to write, in place of the log. */
  readonly audit?: AuditSink;
}

/** Whether the environment names any source, or tries to. */
export function namesSources(environment: Environment): boolean {
  if (namesSourceFile(environment)) return true;
  const { sourceCount, faults } = configureSources({ environment, declared: null });
  return sourceCount > 0 || faults.length > 0;
}

/** Reads the configuration, connects the sources, and listens. Throws ConfigurationError with every fault. */
export async function start({
  environment,
  clock,
  emulated = false,
  logTo,
  audit,
}: StartOptions): Promise<RunningGateway> {
  const server = readServerConfiguration(environment);
  const file = await readSourceFile(environment);
  const configured = configureSources({ environment, declared: file.declared });
  const faults = [...server.faults, ...file.faults, ...configured.faults];
  if (server.configuration === null || faults.length > 0) throw new ConfigurationError(faults);
  const { host, port, metricsPort, logLevel, production, freshness, longWindowMs, redis, ...timeouts } =
    server.configuration;
  const logging = { level: logLevel, mixin: traceInLog };
  const logger = logTo === undefined ? pino(logging) : pino(logging, logTo);
  const audits = trackAudit(audit ?? createAuditLog(logger));
  const journal = createWriteJournal();
  const shared = redis === null ? nothingShared : await connectRedis({ ...redis, journal, logger });
  const memory = createMemory({ freshness, journal, shared, logger, clock, ...timeouts });
  const metrics = metricsPort === null ? null : await createMetrics();
  const observer = metrics?.observer ?? nobody;
  const connections = configured.connect({ logger, memory, observer, longWindowMs, ...timeouts });
  const inventory = createInventory(connections);
  const sourceReports = () =>
    connections.sources().map((source) => reportOf(source, inventory.healthOf(source)));
  const observedSources = () => {
    const upstreams = connections.upstreams();
    return sourceReports().flatMap((report) => {
      const upstream = upstreams.get(report.id);
      return upstream === undefined ? [] : [{ ...report, upstream }];
    });
  };
  const app = await createApp({
    schema: buildSchema(resolvers, entityReferences),
    createContext: createContextFactory({
      connections,
      inventory,
      clock,
      audit: audits.audit,
      ...timeouts,
    }),
    clock,
    logger,
    requestTimeoutMs: timeouts.requestTimeoutMs,
    sourceReports,
    production,
  });
  const metricsAddress = (await metrics?.listen(host, metricsPort ?? 0, observedSources)) ?? null;
  if (metricsAddress !== null) logger.info({ address: metricsAddress }, "metrics");
  const address = await app.listen(host, port).catch(async (error: unknown) => {
    await metrics?.close();
    throw error;
  });
  const sources = connections.sources();
  if (emulated && production) logger.warn("no source is configured: the answers are those of emulators");
  logger.info({ sources: sources.map(({ id }) => id) }, "sources");
  return {
    address,
    metricsAddress,
    sources,
    sourcesFrom: file.declared === null ? "from the environment" : "from the file that GATEWAY_CONFIG names",
    production,
    async stop() {
      await app.stop();
      await audits.settled();
      await memory.close();
      await connections.close();
      await metrics?.close();
    },
  };
}

/** Imported where they are wanted: they are no part of every start. */
async function createMetrics() {
  const metrics = await import("./metrics.js");
  return metrics.createMetrics();
}

/** Imported where it is configured: it is no part of every start. */
async function connectRedis(options: RedisTierOptions) {
  const { createRedisTier } = await import("../datasources/memory/redis-tier.js");
  return createRedisTier(options);
}
