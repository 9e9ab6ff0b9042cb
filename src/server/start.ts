import type { Logger } from "pino";
import { pino } from "pino";
import type { AuditSink } from "../context.js";
import { createContextFactory } from "../context.js";
import { createInventory } from "../datasources/inventory.js";
import { createMemory } from "../datasources/memory/memory.js";
import type { RedisTierOptions } from "../datasources/memory/redis-tier.js";
import { nothingShared } from "../datasources/memory/shared-tier.js";
import { createWriteJournal } from "../datasources/memory/write-journal.js";
import type { Environment } from "../datasources/provider.js";
import { noSpans } from "../datasources/upstream/spans.js";
import type { MaintenanceSource } from "../domain/sources.js";
import { gatewaySchema } from "../resolvers/gateway-schema.js";
import { createApp } from "./app.js";
import { createAuditLog, trackAudit } from "./audit-log.js";
import { createAuthenticate } from "./authentication/authenticate.js";
import type { MetricsConfiguration } from "./config.js";
import { readConfiguration } from "./configuration.js";
import { reportOf } from "./health.js";
import type { ObservedSource } from "./metrics.js";
import { createObserverRelay } from "./observer-relay.js";
import { traceInLog } from "./request-trace.js";
import type { Tracing } from "./tracing.js";
import { wantsTracing } from "./wants-tracing.js";

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

/** Reads the configuration, connects the sources, and listens. Throws ConfigurationError with every fault. */
export async function start({
  environment,
  clock,
  emulated = false,
  logTo,
  audit,
}: StartOptions): Promise<RunningGateway> {
  const { server, sources: configured, sourcesFrom } = await readConfiguration(environment);
  const { host, port, production, freshness, longWindowMs, redis, requestTimeoutMs, resilience } = server;
  const logging = { level: server.logLevel, mixin: traceInLog };
  const logger = logTo === undefined ? pino(logging) : pino(logging, logTo);
  const { relay: observer, join } = createObserverRelay();
  const tracing = wantsTracing(environment) ? await startTracing(logger) : null;
  if (tracing !== null) join(tracing.requests);
  const sink = audit ?? createAuditLog(logger);
  const audits = trackAudit((event) => {
    observer.written(event);
    return sink(event);
  });
  const journal = createWriteJournal();
  const shared = redis === null ? nothingShared : await connectRedis({ ...redis, journal, logger });
  const memory = createMemory({ freshness, journal, shared, logger, observer, clock, requestTimeoutMs });
  const spans = tracing?.spans ?? noSpans;
  const connections = configured.connect({
    logger,
    observer,
    spans,
    resilience,
    requestTimeoutMs,
    longWindowMs,
    memory,
  });
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
    ...server,
    schema: gatewaySchema(),
    authenticate: await createAuthenticate(server.authentication),
    createContext: createContextFactory({
      connections,
      inventory,
      clock,
      requestTimeoutMs,
      audit: audits.audit,
    }),
    clock,
    logger,
    observer,
    tracing,
    sourceReports,
  });
  const address = await app.listen(host, port);
  const metrics = await startMetrics(server.metrics, host, observedSources, logger).catch(
    async (error: unknown) => {
      await app.stop();
      throw error;
    },
  );
  if (metrics !== null) join(metrics.observer);
  const sources = connections.sources();
  if (emulated && production) logger.warn("no source is configured: the answers are those of emulators");
  logger.info({ sources: sources.map(({ id }) => id) }, "sources");
  return {
    address,
    metricsAddress: metrics?.address ?? null,
    sources,
    sourcesFrom,
    production,
    async stop() {
      await app.stop();
      await audits.settled();
      await memory.close();
      await connections.close();
      await tracing?.close();
      await metrics?.close();
    },
  };
}

/** They are imported when requests are taken already: that is no part of the time to listen. */
async function startMetrics(
  configuration: MetricsConfiguration | null,
  host: string,
  look: () => readonly ObservedSource[],
  logger: Logger,
) {
  if (configuration === null) return null;
  const { port, isDefault } = configuration;
  const { createMetrics } = await import("./metrics.js");
  const metrics = createMetrics(look);
  const address = await metrics.listen(host, port).catch((error: unknown) => {
    // Another gateway on this machine has it; who wants metrics says where.
    if (isDefault) return metrics.listen(host, 0);
    throw error;
  });
  logger.info({ address: `${address}/metrics` }, "metrics");
  return { ...metrics, address };
}

/** Imported where it is wanted: it is no part of every start. */
async function startTracing(logger: Logger): Promise<Tracing> {
  const tracing = await import("./tracing.js");
  return tracing.startTracing(logger);
}

/** Imported where it is configured: it is no part of every start. */
async function connectRedis(options: RedisTierOptions) {
  const { createRedisTier } = await import("../datasources/memory/redis-tier.js");
  return createRedisTier(options);
}
