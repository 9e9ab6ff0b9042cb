import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { secondsLeft } from "../../domain/response-basis.js";
import type { Clock, Moment } from "../../domain/time/clock.js";
import type { CacheScope } from "../http/cache-control.js";
import { cacheControlValue } from "../http/cache-control.js";
import { clientOf } from "../http/client-identity.js";
import { reserveParsedBody } from "../http/request-memory.js";
import { logOperation } from "../telemetry/operation-log.js";
import type { RequestObserver } from "../telemetry/request-observer.js";
import { keyOf } from "./request-key.js";
import type { CachedResponse } from "./response-cache.js";
import { createResponseCache } from "./response-cache.js";

export interface ResponseReuseOptions {
  /** Size of the cache; 0 to execute every request. */
  readonly maxBytes: number;
  readonly clock: Clock;
  readonly cacheScope: CacheScope;
  readonly observer: RequestObserver;
  /** Whether a request must be executed even if its response is cached. */
  readonly isBypassed: (request: FastifyRequest) => boolean;
}

/** The headers that belong to a body. */
const keptHeaders = ["content-type", "content-encoding", "etag"];

export type ResponseReuse = ReturnType<typeof createResponseReuse>;

/**
 * Sends cached responses instead of executing their operations. The request has passed every check that comes before execution,
 * and its headers, log line, metrics and trace are those of any other request.
 */
export function createResponseReuse(
  app: FastifyInstance,
  { maxBytes, clock, cacheScope, observer, isBypassed }: ResponseReuseOptions,
) {
  const cache = createResponseCache(maxBytes);
  const parseJson = app.getDefaultJsonParser("error", "error");
  app.decorateRequest("bodyText", null);
  app.removeContentTypeParser("application/json");
  app.addContentTypeParser<string>("application/json", { parseAs: "string" }, (request, text, done) => {
    request.bodyText = text;
    const parsed = cache.parsedBody(text);
    if (parsed !== undefined) return done(null, parsed);
    reserveParsedBody(request, text);
    parseJson(request, text, done);
  });

  function send(request: FastifyRequest, reply: FastifyReply, response: CachedResponse, at: Moment): void {
    const startedAt = performance.now();
    const { basis, operationName: name, headers, body } = response;
    const viewer = request.authenticatedCaller?.viewer ?? null;
    basis.reuse();
    reply
      .headers({
        ...headers,
        "cache-control": cacheControlValue(request, secondsLeft(basis, at), cacheScope),
      })
      .send(body);
    const caller = { viewer, ...clientOf(request) };
    logOperation(
      { name, type: "query", startedAt, errors: [], caller, isAbandoned: false, isReused: true },
      request.log,
      observer,
    );
  }

  return {
    /** Returns a function that sends the cached response to a request; null if it must be executed. */
    prepare(request: FastifyRequest, reply: FastifyReply): (() => void) | null {
      if (request.authenticatedCaller === null || isBypassed(request)) return null;
      const key = keyOf(request, request.authenticatedCaller.permissions);
      const at = clock();
      const response = key === null ? null : cache.find(key, at);
      return response && (() => send(request, reply, response, at));
    },

    /** Caches a response that is about to be sent, if it may be sent again. */
    keep(request: FastifyRequest, reply: FastifyReply, body: string | Buffer): void {
      const context = request.graphqlContext;
      const reusable = context?.request.reusable;
      if (!context || !reusable) return;
      const key = keyOf(request, context.permissions);
      if (key === null) return;
      const headers = Object.fromEntries(
        keptHeaders.flatMap((name) => {
          const value = reply.getHeader(name);
          return typeof value === "string" ? [[name, value] as const] : [];
        }),
      );
      cache.store(key, request.body, { ...reusable, headers, body: Buffer.from(body) });
    },
  };
}
