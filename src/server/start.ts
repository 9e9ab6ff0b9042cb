import type { Logger } from "pino";
import { createCaches } from "../cache/caches.js";
import { createLocalRecordStore } from "../cache/record-store.js";
import type { RedisTierOptions } from "../cache/redis/tier.js";
import { noSharedTier } from "../cache/shared-tier.js";
import { createWriteJournal } from "../cache/write-journal.js";
import type { AuditSink } from "../context.js";
import { createContextFactory } from "../context.js";
import type { MaintenanceSource } from "../domain/sources.js";
import type { Clock } from "../domain/time/clock.js";
import { createInventory } from "../inventory/inventory.js";
import { createLive } from "../live/live.js";
import { createHttpClient } from "../network/http-client.js";
import type { ProxyVariables } from "../network/network-settings.js";
import type { Notifier, NotifierOptions } from "../notifications/notifier.js";
import { gatewaySchema } from "../resolvers/gateway-schema.js";
import { createAdmission } from "../scheduling/admission.js";
import type { Environment } from "../settings/environment.js";
import { createSdkImports } from "../upstream/sdk-imports.js";
import { noSpans } from "../upstream/spans.js";
import { createWriteCoordination } from "../writes/write-coordination.js";
import { createApplication } from "./application.js";
import { createAuthenticate } from "./authentication/authenticate.js";
import { readConfiguration } from "./configuration/read-configuration.js";
import type { ServerConfiguration } from "./configuration/server-configuration.js";
import { reportOf } from "./lifecycle/health.js";
import { listenError } from "./lifecycle/listen-error.js";
import { createWarmUp } from "./lifecycle/warm-up.js";
import { createAuditLog, trackAudit } from "./telemetry/audit-log.js";
import { listenForMetrics } from "./telemetry/metrics-server.js";
import { createObservers } from "./telemetry/observers.js";
import type { Tracing } from "./telemetry/open-telemetry.js";
import { wantsTracing } from "./telemetry/open-telemetry-settings.js";
import { createProcessLog } from "./telemetry/process-log.js";

/** A running gateway. */
export interface RunningGateway {
  /** E.g. `http://127.0.0.1:4000` */
  readonly address: string;
  /** The address of the metrics server; null if metrics are off. */
  readonly metricsAddress: string | null;
  readonly sources: readonly MaintenanceSource[];
  /** Origin of the sources as text, such as `from the environment`. */
  readonly sourcesFrom: string;
  /** The value of AUTHENTICATION. */
  readonly authentication: ServerConfiguration["authentication"]["mode"];
  readonly production: boolean;
  /** Rejects new requests, finishes those in progress, and closes the gateway. */
  readonly stop: () => Promise<void>;
}

/** Emulators in this process. */
export interface EmbeddedEmulators {
  /** The variables that point the gateway at them. */
  readonly environment: Environment;
  readonly close: () => Promise<void>;
}

export interface StartOptions {
  readonly environment: Environment;
  readonly clock: Clock;
  /** Clock for records about writes. It must not change if the system's clock is set, so that no record is forgotten early. */
  readonly monotonicClock?: () => Date;
  /** Starts emulators, which serve the gateway if no source is configured. */
  readonly startEmulators?: () => Promise<EmbeddedEmulators>;
  /** Whether standard output is a terminal. Log lines are then formatted as text, except in production. */
  readonly isTerminal?: boolean;
  /** The destination of log lines; standard output by default. */
  readonly logTo?: { write(line: string): void };
  /** Receives every write attempt instead of the audit log. */
  readonly audit?: AuditSink;
}

/** Reads the configuration, connects the sources, and listens. Throws ConfigurationError with every error. */
export async function start({
  environment,
  clock,
  monotonicClock = () => new Date(performance.timeOrigin + performance.now()),
  startEmulators,
  isTerminal = false,
  logTo,
  audit,
}: StartOptions): Promise<RunningGateway> {
  const { configuration, emulators } = await configure(environment, startEmulators);
  const { server, sources: configured, sinks, sourcesFrom, findWarnings } = configuration;
  const { host, port, production, freshness, longWindowMs, redis, requestTimeoutMs, resilience } = server;
  const { observer, add } = createObservers();
  const log = await createProcessLog({
    level: server.logLevel,
    isText: isTerminal && !production,
    logTo,
    observer,
  });
  const { logger } = log;
  const tracing = wantsTracing(environment) ? await startTracing(logger, server.network.proxies) : null;
  if (tracing !== null) add(tracing.requests);
  const sink = audit ?? createAuditLog(log.auditLogger);
  const audits = trackAudit((event) => {
    const taken = sink(event);
    observer.writeEnded(event);
    return taken;
  }, observer);
  const journal = createWriteJournal();
  const shared = redis === null ? noSharedTier : await connectRedis({ ...redis, journal, clock, logger });
  const caches = createCaches({ freshness, journal, shared, logger, observer, clock, requestTimeoutMs });
  const spans = tracing?.spans ?? noSpans;
  const sdkImports = createSdkImports();
  const httpClient = createHttpClient(server.network);
  // A replica beside others can wait. A single gateway serves its first requests at once, and its memory stays small until then.
  const warmUp = redis === null ? null : createWarmUp(sdkImports, logger);
  const connections = configured.connect({
    logger,
    observer,
    spans,
    sdkImports,
    httpClient,
    resilience,
    requestTimeoutMs,
    longWindowMs,
    caches,
    writes: createWriteCoordination(shared, monotonicClock),
  });
  const admission = createAdmission(server.maxQueueWaitMs);
  const inventory = createInventory(connections, admission);
  const live = createLive({ connections, inventory, clock, requestTimeoutMs, logger });
  add(live);
  const sourceReports = () =>
    connections.sources().map((source) => reportOf(source, inventory.healthOf(source)));
  const clockSkewSeconds = () => {
    const skewMs = shared.clockSkewMs();
    return skewMs === null ? null : Math.round(skewMs) / 1000;
  };
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
    authenticate: await createAuthenticate(server.authentication, { logger, httpClient }),
    createContext: createContextFactory({
      connections,
      inventory,
      live,
      clock,
      requestTimeoutMs,
      audit: audits.audit,
      isAuditBlocked: () => server.auditRequired && (audit === undefined ? !log.flush() : audits.isFailing()),
    }),
    connections,
    clock,
    calendarRecords: shared.records ?? createLocalRecordStore(monotonicClock),
    admission,
    httpClient,
    sourceCount: () => connections.sources().length,
    logger,
    observer,
    tracing,
    readinessReport: () => ({ sources: sourceReports(), clockSkewSeconds: clockSkewSeconds() }),
    isStarting: () => warmUp !== null && !warmUp.isOver(),
  });
  const metricsServer = await listenForMetrics(server);
  const address = await app.listen(host, port).catch(async (error: unknown) => {
    await metricsServer?.close();
    throw listenError(error, { port: "PORT", host: "HOST" });
  });
  const notifier = await notify({
    sinks,
    state: shared.ledState("notifications"),
    follow: live.follow,
    sources: connections.sources,
    network: server.network,
    clock,
    logger,
    observer,
  });
  if (metricsServer !== null) {
    // Imported after the gateway listens, so that the import does not delay startup.
    const { createMetrics } = await import("./telemetry/metrics.js");
    const metrics = createMetrics(observedSources, {
      clockSkewSeconds,
      queuedWork: admission.waiting,
      openStreams: app.openStreams,
      notifier,
    });
    add(metrics.observer);
    metricsServer.serve(metrics);
    logger.info({ address: `${metricsServer.address}/metrics` }, "metrics");
  }
  const sources = connections.sources();
  for (const { key, message } of findWarnings()) logger.warn(`${key} ${message}`);
  if (emulators !== null && production)
    logger.warn("no source is configured: the gateway serves emulator data");
  logger.info({ sources: sources.map(({ id }) => id) }, "sources");
  log.flush();
  void warmUp?.run();
  return {
    address,
    metricsAddress: metricsServer?.address ?? null,
    sources,
    sourcesFrom: emulators === null ? sourcesFrom : "embedded emulators, no real accounts",
    authentication: server.authentication.mode,
    production,
    async stop() {
      logger.info({ shutdownDelayMs: server.shutdownDelayMs }, "stopping");
      await app.stop();
      await notifier?.stop();
      live.close();
      await audits.settled();
      await caches.close();
      await connections.close();
      httpClient.close();
      await tracing?.close();
      await metricsServer?.close();
      await emulators?.close();
      logger.info("stopped");
      await log.close();
    },
  };
}

/** Reads the configuration and, if it has no source, starts the emulators. */
async function configure(environment: Environment, startEmulators: StartOptions["startEmulators"]) {
  const configuration = await readConfiguration(environment);
  if (startEmulators === undefined || configuration.sources.sources.length > 0) {
    return { configuration, emulators: null };
  }
  const emulators = await startEmulators();
  // Read again, because scopes must name sources of the emulators.
  return { configuration: await readConfiguration(environment, emulators.environment), emulators };
}

/** Imported only if tracing is on, to keep startup fast. */
async function startTracing(logger: Logger, proxies: ProxyVariables): Promise<Tracing> {
  const tracing = await import("./telemetry/open-telemetry.js");
  return tracing.startTracing(logger, proxies);
}

/** Imported only if Redis is configured, to keep startup fast. */
async function connectRedis(options: RedisTierOptions) {
  const { createRedisTier } = await import("../cache/redis/tier.js");
  return createRedisTier(options);
}

/** Imported only if there are sinks, to keep startup fast. */
async function notify(options: NotifierOptions): Promise<Notifier | null> {
  if (options.sinks.length === 0) return null;
  const { startNotifier } = await import("../notifications/notifications.js");
  return startNotifier(options);
}
