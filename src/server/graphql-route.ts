import type { ApolloServer } from "@apollo/server";
import { fastifyApolloHandler } from "@as-integrations/fastify";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Context, RequestOptions } from "../context.js";
import { withTrace } from "../upstream/trace-context.js";
import type { AuthenticationHook } from "./authentication/authentication-hook.js";
import { clientOf } from "./http/client-identity.js";
import { compressedBody } from "./http/compressed-response.js";
import { isNotModified, toNotModified } from "./http/conditional-request.js";
import { entityTagOf } from "./http/entity-tag.js";
import { contextError } from "./http/format-error.js";
import { requireHost } from "./http/host-header.js";
import { HttpError } from "./http/http-error.js";
import { requireAcceptable } from "./http/media-type.js";
import { decodeRequestBody } from "./http/request-content-coding.js";
import type { RequestedOperation } from "./http/requested-operation.js";
import { requestedOperationOf } from "./http/requested-operation.js";
import type { Drain } from "./lifecycle/drain.js";
import type { RequestAdmission } from "./lifecycle/request-admission.js";
import { clientGoneSignal, requestTimeoutMsOf } from "./lifecycle/request-deadline.js";
import { requireShortDocument } from "./limits/document-length.js";
import type { ResponseReuse } from "./response-cache/response-reuse.js";
import { allowEventSource } from "./streams/same-site.js";
import type { Streams } from "./streams/streams.js";
import { readTrace } from "./telemetry/incoming-trace.js";
import type { RequestObserver } from "./telemetry/request-observer.js";

declare module "fastify" {
  interface FastifyRequest {
    /** Null until GraphQL runs. */
    graphqlContext: Context | null;
  }
}

export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<Context>;
  readonly authentication: AuthenticationHook;
  readonly createContext: (options: RequestOptions) => Context;
  readonly maxBodyBytes: number;
  /** Maximum length of a document. */
  readonly maxCharacters: number;
  readonly corsOrigins: readonly string[];
  readonly hasLandingPage: boolean;
  /** Throws HttpError if the operation is unknown or not allowed. */
  readonly checkOperation: (operation: RequestedOperation) => void;
  readonly drain: Pick<Drain, "track">;
  readonly responseReuse: ResponseReuse;
  /** Runs the work of a request within its trace. */
  readonly inTrace: (request: FastifyRequest, work: () => void) => void | Promise<void>;
  /** Like `inTrace`. A shutdown waits for the work. */
  readonly runRequest: <Result>(request: FastifyRequest, work: () => Promise<Result>) => Promise<Result>;
  readonly observer: Pick<RequestObserver, "requestRefused">;
  readonly requestAdmission: RequestAdmission;
  readonly streams: Pick<Streams, "open" | "begin">;
}

/** Serves the GraphQL API at `/graphql`. Authenticates and checks each request, then passes it to Apollo Server. */
export function addGraphqlRoute(app: FastifyInstance, options: GraphqlRouteOptions): void {
  const {
    apollo,
    authentication,
    createContext,
    maxBodyBytes,
    maxCharacters,
    corsOrigins,
    hasLandingPage,
    checkOperation,
    drain,
    inTrace,
    runRequest,
    responseReuse,
    observer,
    requestAdmission,
    streams,
  } = options;
  app.decorateRequest("graphqlContext", null);

  const answer = fastifyApolloHandler(apollo, {
    async context(request, reply) {
      try {
        const { viewer, permissions } = authentication.callerOf(request);
        request.graphqlContext = createContext({
          requestId: request.id,
          caller: { viewer, ...clientOf(request) },
          permissions,
          timeoutMs: requestAdmission.timeLeftMsOf(request),
          clientGone: clientGoneSignal(reply),
          logger: request.log,
          openStream: () => streams.open(request),
        });
        return request.graphqlContext;
      } catch (error) {
        const answer = contextError(error, request.id);
        observer.requestRefused(String(answer.extensions.code));
        if (!(error instanceof HttpError)) request.log.error({ err: error }, "unexpected error");
        throw answer;
      }
    },
  });
  /** Compresses complete data, sets its entity tag, and caches it. */
  async function completed(request: FastifyRequest, reply: FastifyReply, text: string) {
    const body = await compressedBody(request, reply, text);
    if (request.method === "GET")
      reply.header("etag", entityTagOf(String(reply.getHeader("content-type")), text));
    responseReuse.keep(request, reply, body);
    return body;
  }

  app.route({
    url: "/graphql",
    method: ["GET", "POST"],
    // Apollo Server does not serve HEAD.
    exposeHeadRoute: false,
    onRequest(request, _reply, done) {
      requireHost(request);
      const authenticating = withTrace(readTrace(request), () => authentication.authenticate(request));
      if (authenticating === undefined) return done();
      drain.track(() => authenticating).then(() => done(), done);
    },
    preParsing: decodeRequestBody(maxBodyBytes),
    // Checked here because Apollo Server would format these errors in its own way.
    preHandler(request, _reply, done) {
      requestTimeoutMsOf(request);
      requireAcceptable(request, hasLandingPage);
      allowEventSource(request, corsOrigins);
      const operation = requestedOperationOf(request);
      checkOperation(operation);
      requireShortDocument(operation, maxCharacters);
      done();
    },
    handler(request, reply) {
      const sendAgain = responseReuse.prepare(request, reply);
      if (sendAgain !== null) return inTrace(request, sendAgain);
      return runRequest(request, async () => {
        if (!(await requestAdmission.wait(request, reply))) return reply.hijack();
        return streams.begin(request, reply, await answer.call(this, request, reply));
      });
    },
    onSend(request, reply, payload, done) {
      // An error can occur after the data is complete.
      const isComplete = reply.statusCode === 200 && request.graphqlContext?.request.isComplete === true;
      // A cached response already has its coding and its entity tag.
      if (!isComplete || typeof payload !== "string") return done(null, unlessKnown(request, reply, payload));
      completed(request, reply, payload)
        .then((body) => unlessKnown(request, reply, body))
        .then((body) => done(null, body), done);
    },
  });
}

/** Returns the body of a response. If the client has it already, returns null, and makes the response 304. */
function unlessKnown<Body>(request: FastifyRequest, reply: FastifyReply, body: Body): Body | null {
  const entityTag = reply.getHeader("etag");
  if (typeof entityTag !== "string" || !isNotModified(request.headers, { entityTag, modifiedAt: null }))
    return body;
  toNotModified(reply);
  return null;
}
