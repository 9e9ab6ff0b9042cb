import type { ApolloServer } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { Context, RequestOptions } from "../context.js";
import { withTrace } from "../upstream/trace-context.js";
import type { AuthenticationHook } from "./authentication/authentication-hook.js";
import { clientOf } from "./http/client-identity.js";
import { contextError } from "./http/format-error.js";
import { requireHost } from "./http/host-header.js";
import { HttpError } from "./http/http-error.js";
import type { Drain } from "./lifecycle/drain.js";
import { clientGoneSignal, requestTimeoutMsOf } from "./lifecycle/request-deadline.js";
import { readTrace } from "./telemetry/incoming-trace.js";
import type { RequestObserver } from "./telemetry/request-observer.js";

export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<Context>;
  readonly authentication: AuthenticationHook;
  readonly createContext: (options: RequestOptions) => Context;
  /** Throws HttpError if the operation is unknown or not allowed. */
  readonly checkOperation: (request: FastifyRequest) => void;
  readonly drain: Pick<Drain, "track">;
  /** Runs the work of a request within its trace. A shutdown waits for it. */
  readonly runRequest: <Result>(request: FastifyRequest, work: () => Promise<Result>) => Promise<Result>;
  readonly observer: Pick<RequestObserver, "requestRefused">;
}

/** Serves the GraphQL API at `/graphql`. Authenticates and checks each request, then passes it to Apollo Server. */
export function addGraphqlRoute(app: FastifyInstance, options: GraphqlRouteOptions): void {
  const { apollo, authentication, createContext, checkOperation, drain, runRequest, observer } = options;
  const answer = fastifyApolloHandler(apollo, {
    async context(request, reply) {
      try {
        const { viewer, permissions } = authentication.callerOf(request);
        return createContext({
          requestId: request.id,
          caller: { viewer, ...clientOf(request) },
          permissions,
          timeoutMs: requestTimeoutMsOf(request),
          clientGone: clientGoneSignal(reply),
          logger: request.log,
        });
      } catch (error) {
        if (error instanceof HttpError) observer.requestRefused(error.code);
        else request.log.error({ err: error }, "unexpected error");
        throw contextError(error, request.id);
      }
    },
  });
  app.route({
    url: "/graphql",
    method: ["GET", "POST", "OPTIONS"],
    async onRequest(request) {
      requireHost(request);
      await drain.track(() => withTrace(readTrace(request), () => authentication.authenticate(request)));
      rejectPreflight(request);
    },
    // Checked here because Apollo Server would format these errors in its own way.
    async preHandler(request) {
      requestTimeoutMsOf(request);
      checkOperation(request);
    },
    handler(request, reply) {
      return runRequest(request, async () => answer.call(this, request, reply));
    },
  });
}

/** Rejects a CORS preflight, which gets here only if CORS_ORIGINS is empty. Apollo Server's message would be about CSRF. */
function rejectPreflight({ method, headers }: FastifyRequest): void {
  if (method !== "OPTIONS" || headers["access-control-request-method"] === undefined) return;
  throw new HttpError(
    400,
    "BAD_REQUEST",
    "The gateway does not accept requests from pages of other origins. To allow a page, add its origin to CORS_ORIGINS.",
  );
}
