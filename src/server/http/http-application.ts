import { randomUUID } from "node:crypto";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import { fastify, LogController } from "fastify";
import type { Logger } from "pino";
import { acceptedRequestId } from "../telemetry/incoming-trace.js";
import { bodyErrorFor } from "./body-error.js";
import type { createClientErrors } from "./client-errors.js";
import { connectionCheckMs, headersTimeoutMs, idleConnectionMs, receiveTimeoutMs } from "./constants.js";
import { HttpError } from "./http-error.js";
import type { SendError } from "./send-error.js";

export interface HttpApplicationOptions {
  readonly logger: Logger;
  readonly sendError: SendError;
  readonly clientErrors: ReturnType<typeof createClientErrors>;
  readonly requestTimeoutMs: number;
  /** How long a connection stays open after a response. */
  readonly keepAliveTimeoutMs: number;
  readonly maxBodyBytes: number;
}

/** Creates a Fastify application without routes: its limits and timeouts, request ids, and the responses to unusable requests. */
export function createHttpApplication({
  logger,
  sendError,
  clientErrors,
  requestTimeoutMs,
  keepAliveTimeoutMs,
  maxBodyBytes,
}: HttpApplicationOptions): FastifyInstance {
  const app = fastify({
    loggerInstance: logger as FastifyBaseLogger,
    logController: new LogController({ disableRequestLogging: true, requestIdLogLabel: "requestId" }),
    bodyLimit: maxBodyBytes,
    // No route has a schema. Loading the compilers of schemas would take a twentieth of the start.
    schemaController: {
      // The types describe only compilers that validate.
      compilersFactory: { buildValidator: noCompiler as never, buildSerializer: noCompiler as never },
    },
    // The drain sends this 503 itself: in GraphQL's error format, and not to probes.
    return503OnClosing: false,
    forceCloseConnections: "idle",
    // Fastify's own message quotes the URL, which can contain a token.
    frameworkErrors: (_error, request, reply) =>
      sendError(
        request,
        reply,
        new HttpError(
          400,
          "BAD_REQUEST",
          "The request URL is malformed or too long. The GraphQL API is at /graphql.",
        ),
      ),
    clientErrorHandler: clientErrors.handle,
    genReqId: ({ headers }) => acceptedRequestId(headers["x-request-id"]) ?? randomUUID(),
    requestTimeout: receiveTimeoutMs,
    http: {
      headersTimeout: headersTimeoutMs,
      connectionsCheckingInterval: connectionCheckMs,
      // Checked by a hook, whose response has a body.
      requireHostHeader: false,
    },
    connectionTimeout: requestTimeoutMs + idleConnectionMs,
    keepAliveTimeout: keepAliveTimeoutMs,
  });
  clientErrors.watch(app);
  app.addHook("onSend", (request, reply, payload, done) => {
    reply.header("x-request-id", request.id);
    done(null, payload);
  });
  app.setErrorHandler<Error>((error, request, reply) =>
    sendError(request, reply, bodyErrorFor(error, maxBodyBytes) ?? error),
  );
  return app;
}

function noCompiler(): never {
  throw new Error("A route has a schema, but the application has no compiler for it.");
}
