import { randomUUID } from "node:crypto";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyBaseLogger, FastifyReply, FastifyRequest } from "fastify";
import { fastify, LogController } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { Context, RequestOptions } from "../context.js";
import { withTrace } from "../datasources/upstream/trace.js";
import { createApolloServer } from "./apollo-server.js";
import type { Authenticate } from "./authentication/authenticate.js";
import { createDoor } from "./authentication/door.js";
import { isForThisMachine } from "./authentication/local.js";
import { addBrowserRules } from "./browsers.js";
import { createCalendarAuthentication } from "./calendar-feed/authentication.js";
import { addCalendarFeed } from "./calendar-feed/route.js";
import { programOf } from "./calling-program.js";
import type { ServerConfiguration } from "./config.js";
import { createDrain } from "./drain.js";
import { contextError, formatHttpError } from "./errors.js";
import { addGraphiql } from "./explorer/graphiql.js";
import type { SourceReport } from "./health.js";
import { addHealthRoutes, probes } from "./health.js";
import { HttpError } from "./http-error.js";
import { mediaTypeFor } from "./media-type.js";
import { createPersistedQueries } from "./persisted-queries/persisted-queries.js";
import { goneSignal, timeoutOf } from "./request-deadline.js";
import type { RequestObserver } from "./request-observer.js";
import { acceptedRequestId, readTrace } from "./request-trace.js";
import type { Tracing } from "./tracing.js";

export interface AppOptions
  extends Pick<
    ServerConfiguration,
    | "authentication"
    | "calendarAccess"
    | "corsOrigins"
    | "introspection"
    | "limits"
    | "persistedQueries"
    | "production"
    | "requestTimeoutMs"
    | "shutdownDelayMs"
  > {
  readonly schema: GraphQLSchema;
  readonly authenticate: Authenticate;
  readonly createContext: (options: RequestOptions) => Context;
  readonly clock: () => Date;
  readonly logger: Logger;
  readonly observer: RequestObserver;
  /** Null where no traces are collected. */
  readonly tracing: Pick<Tracing, "duringRequest"> | null;
  /** How each source is now. */
  readonly sourceReports: () => readonly SourceReport[];
}

/** The HTTP application; listens to nothing yet. */
export async function createApp(options: AppOptions) {
  const { createContext, clock, logger, observer, tracing, production, requestTimeoutMs } = options;
  const arePrivate = options.authentication.mode !== "none";
  const hasLandingPage = !production;
  const app = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    bodyLimit: options.limits.maxBodyBytes,
    // The drain refuses, in the shape of GraphQL, and lets probes through.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    // Fastify's own message repeats the address, in which there may be a token.
    frameworkErrors: (_error, request, reply) =>
      refuse(request, reply, new HttpError(400, "BAD_REQUEST", "The address is malformed, or too long.")),
    genReqId: ({ headers }) => acceptedRequestId(headers["x-request-id"]) ?? randomUUID(),
    // A client that sends its request drop by drop is cut off, and so is one that does not read its answer.
    requestTimeout: 30_000,
    http: { headersTimeout: 10_000, connectionsCheckingInterval: 1_000 },
    connectionTimeout: requestTimeoutMs + 30_000,
  });

  const persistedQueries = createPersistedQueries(options.persistedQueries);
  const apollo = createApolloServer({ ...options, app, persistedQueries: persistedQueries.plugin });
  await apollo.start();

  await addBrowserRules(app, { corsOrigins: options.corsOrigins, hasLandingPage });
  const door = createDoor({ authenticate: options.authenticate, clock, hasLandingPage });
  const drain = createDrain(app, {
    requestTimeoutMs,
    shutdownDelayMs: options.shutdownDelayMs,
    probes,
    refuse: (request, reply) =>
      refuse(
        request,
        reply,
        new HttpError(
          503,
          "UNAVAILABLE",
          "This replica of the gateway stops: send the request again, to another one.",
          { "retry-after": "1" },
        ),
      ),
  });
  const showsSources = ({ raw }: FastifyRequest) => !arePrivate && isForThisMachine(raw.headersDistinct);
  addHealthRoutes(app, {
    sourceReports: (request) => (showsSources(request) ? options.sourceReports() : null),
    isStopping: drain.isStopping,
  });
  app.addHook("onSend", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  app.setErrorHandler<Error>((error, request, reply) => refuse(request, reply, error));
  app.setNotFoundHandler((request, reply) =>
    refuse(
      request,
      reply,
      new HttpError(404, "NOT_FOUND", "There is nothing at this path: the API is at /graphql."),
    ),
  );

  /** Answers a request that does not reach GraphQL, in GraphQL's shape. */
  function refuse(
    request: FastifyRequest,
    reply: FastifyReply,
    error: Error & { readonly statusCode?: number; readonly headers?: Readonly<Record<string, string>> },
  ): FastifyReply {
    const { statusCode: status = 500, headers = {} } = error;
    if (status >= 500 && !(error instanceof HttpError)) request.log.error({ err: error }, "unexpected error");
    const answer = formatHttpError(status, error, request.id);
    // What is still to come of it is not waited for.
    if (!request.raw.complete) reply.header("connection", "close");
    observer.requestRefused(String(answer.errors[0]?.extensions.code));
    return reply
      .code(status)
      .headers(headers)
      .header("cache-control", "no-store")
      .type(mediaTypeFor(request.headers.accept))
      .send(JSON.stringify(answer));
  }

  /** Does the work of a request to its end; whatever it calls upstream is told whose work it is. */
  function during<Result>(request: FastifyRequest, work: () => Promise<Result>): Promise<Result> {
    const trace = readTrace(request);
    return drain.during(() =>
      tracing === null ? withTrace(trace, work) : tracing.duringRequest(trace, request, work),
    );
  }

  const answer = fastifyApolloHandler(apollo, {
    async context(request, reply) {
      try {
        const { viewer, permissions } = door.whoAsks(request);
        return createContext({
          requestId: request.id,
          caller: { viewer, ...programOf(request) },
          permissions,
          timeoutMs: timeoutOf(request),
          gone: goneSignal(reply),
          logger: request.log,
        });
      } catch (error) {
        if (error instanceof HttpError) observer.requestRefused(error.code);
        else request.log.error({ err: error }, "unexpected error");
        throw contextError(error, request.id);
      }
    },
  });
  app.get("/", async (_request, reply) => reply.redirect("/graphql"));
  if (hasLandingPage) addGraphiql(app, clock);
  app.route({
    url: "/graphql",
    method: ["GET", "POST", "OPTIONS"],
    async onRequest(request) {
      requireHost(request);
      await drain.during(() => withTrace(readTrace(request), () => door.admit(request)));
    },
    // Apollo Server would answer in its own way to a context that cannot be made.
    async preHandler(request) {
      timeoutOf(request);
      persistedQueries.check(request);
    },
    handler(request, reply) {
      return during(request, async () => answer.call(this, request, reply));
    },
  });
  addCalendarFeed(app, {
    authenticate: createCalendarAuthentication(
      options.calendarAccess,
      options.authentication.mode,
      options.authenticate,
    ),
    hasToken: options.calendarAccess !== null,
    createContext,
    clock,
    during,
  });

  return {
    listen: (host: string, port: number): Promise<string> => app.listen({ host, port }),
    /** Takes no more requests, answers what has begun, and closes. */
    async stop(): Promise<void> {
      await drain.close(() => apollo.stop());
    },
  };
}

/** Apollo Server's integration makes a URL of it. */
function requireHost({ headers: { host } }: FastifyRequest): void {
  const isPlain = host !== undefined && /^[\w.-]+(?::[0-9]{1,5})?$/.test(host);
  if (isPlain || (host !== undefined && URL.canParse(`http://${host}/`))) return;
  throw new HttpError(400, "BAD_REQUEST", "The request needs a header host.");
}
