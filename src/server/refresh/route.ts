import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { Connections } from "../../inventory/configured-sources.js";
import { AuthenticationError, logAuthenticationError } from "../authentication/authentication-error.js";
import type { ServerConfiguration } from "../configuration/server-configuration.js";
import { HttpError } from "../http/http-error.js";
import type { Drain } from "../lifecycle/drain.js";
import type { RequestObserver } from "../telemetry/request-observer.js";
import { createRefreshAuthentication } from "./authenticate.js";
import { readRefreshBody } from "./body.js";
import { maxRefreshBodyBytes } from "./constants.js";
import type { RefreshToken } from "./settings.js";

export interface RefreshOptions extends Pick<ServerConfiguration, "limits" | "refreshTokens"> {
  readonly connections: Pick<Connections, "readNotice" | "reread" | "sources">;
  readonly drain: Pick<Drain, "track">;
  readonly observer: Pick<RequestObserver, "refreshAccepted">;
  /** Runs the work of a request within its trace. A shutdown waits for it. */
  readonly runRequest: <Result>(request: FastifyRequest, work: () => Promise<Result>) => Promise<Result>;
}

/** Accepts notices of changes at the providers, for example from their event buses, and reads the changed items again. */
export function addRefresh(app: FastifyInstance, options: RefreshOptions): void {
  const bodyLimit = Math.min(maxRefreshBodyBytes, options.limits.maxBodyBytes);
  const authenticate = createRefreshAuthentication(options.refreshTokens);
  app.route({
    url: "/refresh",
    method: "POST",
    bodyLimit,
    // Before the body is read.
    onRequest(request, _reply, done) {
      if (options.refreshTokens.length === 0) return done(isOff());
      try {
        request.refreshToken = authenticate(request.raw.headersDistinct);
        done();
      } catch (error) {
        if (error instanceof AuthenticationError) logAuthenticationError(request, error);
        done(error as Error);
      }
    },
    errorHandler(error) {
      throw error.code === "FST_ERR_CTP_BODY_TOO_LARGE" ? tooLarge(bodyLimit) : error;
    },
    handler: (request, reply) => options.runRequest(request, () => answer(request, reply, options)),
  });
  app.decorateRequest("refreshToken", null);
}

declare module "fastify" {
  interface FastifyRequest {
    /** The variable of the token with which the caller of `POST /refresh` authenticated; null on other routes. */
    refreshToken: RefreshToken["variable"] | null;
  }
}

async function answer(
  request: FastifyRequest,
  reply: FastifyReply,
  { connections, drain, observer }: RefreshOptions,
): Promise<FastifyReply> {
  const { changes, refusal } = readRefreshBody(request.body, connections);
  const accepted = await Promise.all(
    changes.map(async ({ sourceId, item }) => {
      const reread = await connections.reread(sourceId, item);
      if (reread === null) return false;
      // The caller waits for a few seconds only, and does not need the result.
      void drain.track(() => reread.ended);
      const kind = item === null ? "source" : "item";
      request.log.info({ source: sourceId, kind, authenticatedBy: request.refreshToken }, "refresh accepted");
      observer.refreshAccepted(sourceId, kind);
      return true;
    }),
  );
  if (!accepted.includes(true)) throw refusal;
  return reply.code(202).header("cache-control", "no-store").send({ status: "accepted" });
}

function isOff(): HttpError {
  const message = "POST /refresh is off. To accept notices of changes, set REFRESH_TOKEN.";
  return new HttpError(404, "NOT_FOUND", message);
}

function tooLarge(maxBytes: number): HttpError {
  const message = `The body exceeds ${maxBytes} bytes. Send one event, or {"source": "<source id>"}.`;
  return new HttpError(413, "BAD_REQUEST", message);
}
