import type { FastifyRequest } from "fastify";
import type { Logger } from "pino";
import type { RecordStore } from "../cache/record-store.js";
import type { Context, RequestOptions } from "../context.js";
import type { Connections } from "../inventory/configured-sources.js";
import type { Admission } from "../scheduling/admission.js";
import { withTrace } from "../upstream/trace-context.js";
import { createApolloServer } from "./apollo-server.js";
import { createAuthenticationHook } from "./authentication/authentication-hook.js";
import { credentialHeaders } from "./authentication/authentication-modes.js";
import { hasLoopbackHost } from "./authentication/loopback.js";
import { createCalendarAuthentication } from "./calendar-feed/calendar-token.js";
import { addCalendarFeed } from "./calendar-feed/route.js";
import type { ServerConfiguration } from "./configuration/server-configuration.js";
import { addGraphiql } from "./explorer/graphiql.js";
import { addGate } from "./gate/route.js";
import { addGraphqlRoute } from "./graphql-route.js";
import { createClientErrors } from "./http/client-errors.js";
import { negotiationHeaders } from "./http/constants.js";
import { addBrowserRules } from "./http/cors-and-security-headers.js";
import { createHttpApplication } from "./http/http-application.js";
import { checkRequestHeads } from "./http/request-head.js";
import { limitRequestMemory } from "./http/request-memory.js";
import { createSendError } from "./http/send-error.js";
import { limitMethods } from "./http/served-methods.js";
import { createDrain } from "./lifecycle/drain.js";
import type { ReadinessReport } from "./lifecycle/health.js";
import { addHealthRoutes, probes } from "./lifecycle/health.js";
import { createRequestAdmission } from "./lifecycle/request-admission.js";
import { stoppingError } from "./lifecycle/stopping-error.js";
import { createPersistedQueries } from "./persisted-queries/persisted-queries.js";
import { addRefresh } from "./refresh/route.js";
import { createResponseReuse } from "./response-cache/response-reuse.js";
import type { StreamOptions } from "./streams/streams.js";
import { createStreams } from "./streams/streams.js";
import { requestsExplanation } from "./telemetry/explanation.js";
import { readTrace } from "./telemetry/incoming-trace.js";
import type { Tracing } from "./telemetry/open-telemetry.js";
import type { RequestObserver } from "./telemetry/request-observer.js";

export interface ApplicationOptions
  extends Pick<
      ServerConfiguration,
      | "authentication"
      | "calendarAccess"
      | "corsOrigins"
      | "introspection"
      | "keepAliveTimeoutMs"
      | "limits"
      | "persistedQueries"
      | "production"
      | "refreshTokens"
      | "requestTimeoutMs"
      | "responseCacheMaxBytes"
      | "shutdownDelayMs"
    >,
    Omit<StreamOptions, "observer" | "track"> {
  readonly createContext: (options: RequestOptions) => Context;
  readonly connections: Pick<Connections, "readNotice" | "reread" | "sources">;
  /** What the calendar remembers of its events. */
  readonly calendarRecords: RecordStore;
  readonly logger: Logger;
  readonly observer: RequestObserver;
  /** Returns the number of configured sources. */
  readonly sourceCount: () => number;
  readonly admission: Pick<Admission, "admit" | "admitRequest">;
  /** Null if tracing is off. */
  readonly tracing: Pick<Tracing, "withRequestSpan"> | null;
  readonly readinessReport: () => ReadinessReport;
  /** Whether the gateway still loads what requests need. */
  readonly isStarting: () => boolean;
}

/** Creates the HTTP application. Call `listen` to accept connections. */
export async function createApplication(options: ApplicationOptions) {
  const { createContext, clock, logger, observer, tracing, production, requestTimeoutMs } = options;
  const callersAreKnown = options.authentication.mode !== "none";
  const hasLandingPage = !production;
  const sendError = createSendError(observer);
  const app = createHttpApplication({
    logger,
    sendError,
    clientErrors: createClientErrors({ logger, observer, clock }),
    requestTimeoutMs,
    keepAliveTimeoutMs: options.keepAliveTimeoutMs,
    maxBodyBytes: options.limits.maxBodyBytes,
  });
  const cacheScope = callersAreKnown ? "private" : "public";
  const persistedQueries = createPersistedQueries(options.persistedQueries);
  const streams = createStreams({ ...options, track: (task) => drain.track(task) });
  const apollo = createApolloServer({
    ...options,
    app,
    cacheScope,
    subscriptions: streams.plugin,
    persistedQueries: persistedQueries.plugin,
  });
  await apollo.start();

  await addBrowserRules(app, {
    corsOrigins: options.corsOrigins,
    hasLandingPage,
    varyBy: [...negotiationHeaders, ...credentialHeaders[options.authentication.mode]],
  });
  checkRequestHeads(app);
  limitMethods(app, { hasCors: options.corsOrigins.length > 0 });
  app.decorateRequest("authenticatedCaller", null);
  limitRequestMemory(app, { maxBodyBytes: options.limits.maxBodyBytes, probes });
  const authentication = createAuthenticationHook({
    authenticate: options.authenticate,
    clock,
    hasLandingPage,
  });
  const drain = createDrain(app, {
    requestTimeoutMs,
    shutdownDelayMs: options.shutdownDelayMs,
    probes,
    refuse: (request, reply) => sendError(request, reply, stoppingError()),
    endStreams: streams.endAll,
  });

  /** Runs the work of a request within its trace. */
  function inTrace<Result>(
    request: FastifyRequest,
    work: () => Result | Promise<Result>,
  ): Result | Promise<Result> {
    const trace = readTrace(request);
    return tracing === null
      ? withTrace(trace, work)
      : tracing.withRequestSpan(trace, request, async () => work());
  }

  /** Like `inTrace`. A shutdown waits for the work. */
  function runRequest<Result>(request: FastifyRequest, work: () => Promise<Result>): Promise<Result> {
    return drain.track(async () => inTrace(request, work));
  }

  const requestAdmission = createRequestAdmission(app, { admission: options.admission, requestTimeoutMs });
  const responseReuse = createResponseReuse(app, {
    maxBytes: options.responseCacheMaxBytes,
    clock,
    cacheScope,
    observer,
    isBypassed: production ? () => false : requestsExplanation,
  });

  const showsReport = ({ raw }: FastifyRequest) => !callersAreKnown && hasLoopbackHost(raw.headersDistinct);
  addHealthRoutes(app, {
    report: (request) => (showsReport(request) ? options.readinessReport() : null),
    isStarting: options.isStarting,
    isStopping: drain.isStopping,
  });
  app.get("/", async (_request, reply) => reply.redirect("/graphql"));
  if (hasLandingPage) addGraphiql(app, clock);
  addGraphqlRoute(app, {
    apollo,
    authentication,
    createContext,
    maxBodyBytes: options.limits.maxBodyBytes,
    maxCharacters: options.limits.maxCharacters,
    corsOrigins: options.corsOrigins,
    hasLandingPage,
    checkOperation: persistedQueries.check,
    drain,
    inTrace,
    runRequest,
    responseReuse,
    observer,
    requestAdmission,
    streams,
  });
  addGate(app, { authentication, requestAdmission, createContext, drain, runRequest });
  addCalendarFeed(app, {
    authenticate: createCalendarAuthentication(
      options.calendarAccess,
      options.authentication.mode,
      options.authenticate,
    ),
    createContext,
    clock,
    admission: options.admission,
    records: options.calendarRecords,
    logger,
    runRequest,
  });

  addRefresh(app, { ...options, drain, runRequest });

  return {
    listen: (host: string, port: number): Promise<string> => app.listen({ host, port }),
    openStreams: streams.count,
    /** Rejects new requests, finishes those in progress, and closes the server. */
    async stop(): Promise<void> {
      await drain.close(() => apollo.stop());
    },
  };
}
