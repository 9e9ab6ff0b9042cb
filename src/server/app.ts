import { randomUUID } from "node:crypto";
import { ApolloServer } from "@apollo/server";
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginInlineTraceDisabled,
  ApolloServerPluginLandingPageDisabled,
} from "@apollo/server/plugin/disabled";
import { ApolloServerPluginLandingPageLocalDefault } from "@apollo/server/plugin/landingPage/default";
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyBaseLogger, FastifyRequest } from "fastify";
import { fastify, LogController } from "fastify";
import type { GraphQLSchema } from "graphql";
import type { Logger } from "pino";
import type { Caller, Context, RequestOptions } from "../context.js";
import { withTrace } from "../datasources/upstream/trace.js";
import { cacheControl } from "./cache-control.js";
import { createDrain } from "./drain.js";
import { formatError, formatHttpError, maskedError } from "./errors.js";
import type { SourceReport } from "./health.js";
import { addHealthRoutes } from "./health.js";
import { inlineTrace } from "./inline-trace.js";
import { operationLog } from "./operation-log.js";
import { goneSignal, timeoutOf } from "./request-deadline.js";
import { acceptedRequestId, readTrace } from "./request-trace.js";

export interface AppOptions {
  readonly schema: GraphQLSchema;
  readonly createContext: (options: RequestOptions) => Context;
  readonly clock: () => Date;
  readonly logger: Logger;
  /** The longest that a request may take. */
  readonly requestTimeoutMs: number;
  /** How each source is now. */
  readonly sourceReports: () => readonly SourceReport[];
  /** Off: no landing page, no introspection, no suggestions. */
  readonly production: boolean;
}

/** What programs call themselves, as far as it may stand in a log. */
const clientPattern = /^[\x20-\x7E]{1,128}$/;

/** The HTTP application; listens to nothing yet. */
export async function createApp({
  schema,
  createContext,
  clock,
  logger,
  requestTimeoutMs,
  sourceReports,
  production,
}: AppOptions) {
  const app = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    forceCloseConnections: "idle",
    genReqId: ({ headers }) => acceptedRequestId(headers["x-request-id"]) ?? randomUUID(),
    // A client that sends its request drop by drop is cut off.
    http: { requestTimeout: 30_000, headersTimeout: 10_000, connectionsCheckingInterval: 1_000 },
  });

  const apollo = new ApolloServer<Context>({
    schema,
    formatError,
    logger: apolloLogger(logger),
    introspection: !production,
    hideSchemaDetailsFromClientErrors: production,
    includeStacktraceInErrorResponses: false,
    // Signals are main's.
    stopOnTerminationSignals: false,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      cacheControl(clock),
      operationLog,
      // Apollo Server would import its own at every start.
      ApolloServerPluginInlineTraceDisabled(),
      inlineTrace,
      fastifyApolloDrainPlugin(app),
      production
        ? ApolloServerPluginLandingPageDisabled()
        : ApolloServerPluginLandingPageLocalDefault({ footer: false }),
    ],
  });
  await apollo.start();

  const drain = createDrain(app, {
    requestTimeoutMs,
    refuse({ id }, reply) {
      const error = new Error("This replica of the gateway stops: send the request again, to another one.");
      const answer = { status: "stopping", ...formatHttpError(503, error, id) };
      return reply.code(503).header("retry-after", "1").send(answer);
    },
  });
  addHealthRoutes(app, sourceReports);
  app.addHook("onSend", async (request, reply) => {
    reply.header("x-request-id", request.id);
  });
  app.setErrorHandler<Error & { readonly statusCode?: number }>((error, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status >= 500) request.log.error({ err: error }, "unexpected error");
    return reply.code(status).send(formatHttpError(status, error, request.id));
  });
  app.setNotFoundHandler((request, reply) => {
    const error = new Error("There is nothing at this path: the API is at /graphql.");
    return reply.code(404).send(formatHttpError(404, error, request.id));
  });
  const answer = fastifyApolloHandler(apollo, {
    async context(request, reply) {
      try {
        return createContext({
          requestId: request.id,
          caller: callerOf(request),
          timeoutMs: timeoutOf(request),
          gone: goneSignal(reply),
          logger: request.log,
        });
      } catch (error) {
        request.log.error({ err: error }, "unexpected error");
        throw maskedError(request.id);
      }
    },
  });
  app.get("/", async (_request, reply) => reply.redirect("/graphql"));
  app.route({
    url: "/graphql",
    method: ["GET", "POST", "OPTIONS"],
    // Apollo would answer in its own way to a context that cannot be made.
    preHandler: async (request) => void timeoutOf(request),
    handler(request, reply) {
      return drain.during(async () =>
        withTrace(readTrace(request), async () => answer.call(this, request, reply)),
      );
    },
  });

  return {
    listen: (host: string, port: number): Promise<string> => app.listen({ host, port }),
    /** Takes no more requests, answers what has begun, and closes. */
    async stop(): Promise<void> {
      await drain.close(() => apollo.stop());
    },
  };
}

function callerOf({ headers, ip }: FastifyRequest): Caller {
  const named = (header: string) => {
    const value = headers[header];
    return typeof value === "string" && clientPattern.test(value) ? value : null;
  };
  return {
    viewer: null,
    clientName: named("apollographql-client-name"),
    clientVersion: named("apollographql-client-version"),
    address: ip,
  };
}

function apolloLogger(logger: Logger) {
  const log = logger.child({ library: "apollo-server" });
  return {
    debug: (message?: unknown) => log.debug(String(message)),
    info: (message?: unknown) => log.debug(String(message)),
    warn: (message?: unknown) => log.warn(String(message)),
    error: (message?: unknown) => log.error(String(message)),
  };
}
