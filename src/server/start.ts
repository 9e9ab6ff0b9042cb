import type { Logger } from "pino";
import { pino } from "pino";
import { createCaches } from "../cache/caches.js";
import type { RedisTierOptions } from "../cache/redis/tier.js";
import { noSharedTier } from "../cache/shared-tier.js";
import { createWriteJournal } from "../cache/write-journal.js";
import type { AuditSink } from "../context.js";
import { createContextFactory } from "../context.js";
import type { MaintenanceSource } from "../domain/sources.js";
import { createInventory } from "../inventory/inventory.js";
import { gatewaySchema } from "../resolvers/gateway-schema.js";
import type { Environment } from "../settings/environment.js";
import { createSdkImports } from "../upstream/sdk-imports.js";
import { noSpans } from "../upstream/spans.js";
import { createWriteCoordination } from "../writes/write-coordination.js";
import { createApplication } from "./application.js";
import { createAuthenticate } from "./authentication/authenticate.js";
import { readConfiguration } from "./configuration/read-configuration.js";
import type { ServerConfiguration } from "./configuration/server-configuration.js";
import { reportOf } from "./lifecycle/health.js";
import { createAuditLog, trackAudit } from "./telemetry/audit-log.js";
import { logMixin } from "./telemetry/log-mixin.js";
import { startMetricsServer } from "./telemetry/metrics-server.js";
import { createObservers } from "./telemetry/observers.js";
import type { Tracing } from "./telemetry/open-telemetry.js";
import { wantsTracing } from "./telemetry/open-telemetry-settings.js";

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
  const logging = { level: server.logLevel, mixin: logMixin };
  const logger = logTo === undefined ? pino(logging) : pino(logging, logTo);
  const { observer, add } = createObservers();
  const tracing = wantsTracing(environment) ? await startTracing(logger) : null;
  if (tracing !== null) add(tracing.requests);
  const sink = audit ?? createAuditLog(logger);
  const audits = trackAudit((event) => {
    const taken = sink(event);
    observer.writeEnded(event);
    return taken;
  });
  const journal = createWriteJournal();
  const shared = redis === null ? noSharedTier : await connectRedis({ ...redis, journal, logger });
  const caches = createCaches({ freshness, journal, shared, logger, observer, clock, requestTimeoutMs });
  const spans = tracing?.spans ?? noSpans;
  const connections = configured.connect({
    logger,
    observer,
    spans,
    sdkImports: createSdkImports(),
    resilience,
    requestTimeoutMs,
    longWindowMs,
    caches,
    writes: createWriteCoordination(shared, clock),
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
  const app = await createApplication({
    ...server,
    schema: gatewaySchema(),
    authenticate: await createAuthenticate(server.authentication, logger),
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
  const metricsServer = await listenForMetrics(server);
  const address = await app.listen(host, port).catch(async (error: unknown) => {
    await metricsServer?.close();
    throw error;
  });
  if (metricsServer !== null) {
    // They are imported when requests are taken already: that is no part of the time to listen.
    const { createMetrics } = await import("./telemetry/metrics.js");
    const metrics = createMetrics(observedSources);
    add(metrics.observer);
    metricsServer.serve(metrics);
    logger.info({ address: `${metricsServer.address}/metrics` }, "metrics");
  }
  const sources = connections.sources();
  if (emulated && production) logger.warn("no source is configured: the answers are those of emulators");
  logger.info({ sources: sources.map(({ id }) => id) }, "sources");
  return {
    address,
    metricsAddress: metricsServer?.address ?? null,
    sources,
    sourcesFrom,
    production,
    async stop() {
      logger.info({ shutdownDelayMs: server.shutdownDelayMs }, "stopping");
      await app.stop();
      await audits.settled();
      await caches.close();
      await connections.close();
      await tracing?.close();
      await metricsServer?.close();
      logger.info("stopped");
    },
  };
}

/** In development another gateway on this machine may have the usual port, and any other will do. */
async function listenForMetrics({ metrics, host, production }: ServerConfiguration) {
  if (metrics === null) return null;
  const { port, isDefault } = metrics;
  return startMetricsServer(host, port).catch((error: unknown) => {
    if (isDefault && !production) return startMetricsServer(host, 0);
    throw error;
  });
}

/** Imported where it is wanted: it is no part of every start. */
async function startTracing(logger: Logger): Promise<Tracing> {
  const tracing = await import("./telemetry/open-telemetry.js");
  return tracing.startTracing(logger);
}

/** Imported where it is configured: it is no part of every start. */
async function connectRedis(options: RedisTierOptions) {
  const { createRedisTier } = await import("../cache/redis/tier.js");
  return createRedisTier(options);
}
