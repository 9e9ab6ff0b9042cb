import type { FastifyRequest } from "fastify";
import type { RequestOptions } from "../../context.js";
import { flowOf } from "../../domain/caller.js";
import { limitExceeded } from "../../domain/failures/error-factories.js";
import type { Clock } from "../../domain/time/clock.js";
import type { OpenStream } from "../../live/streamed-events.js";
import { createTimer } from "../../scheduling/timer.js";
import type { Authenticate } from "../authentication/authenticated-caller.js";
import { AuthenticationError, logAuthenticationError } from "../authentication/authentication-error.js";
import { HttpError } from "../http/http-error.js";
import type { StreamSettings } from "./settings.js";

export type OpenedStream = OpenStream<Pick<RequestOptions, "permissions">>;

/** Limits the streams that are open, and ends them when the caller loses access or the process stops. */
export function createStreamRegistry(
  { maxStreams, maxStreamsPerCaller }: Pick<StreamSettings, "maxStreams" | "maxStreamsPerCaller">,
  authenticate: Authenticate,
  clock: Clock,
) {
  const open = new Set<AbortController>();
  const openByFlow = new Map<string, number>();
  let isStopping = false;

  function count(flow: string, change: 1 | -1): void {
    const left = (openByFlow.get(flow) ?? 0) + change;
    if (left === 0) openByFlow.delete(flow);
    else openByFlow.set(flow, left);
  }

  return {
    /** Opens the stream of an authenticated request. Throws an error for the client if there are too many streams. */
    open(request: FastifyRequest): OpenedStream {
      const { viewer = null, validUntil = null } = request.authenticatedCaller ?? {};
      const flow = flowOf({ viewer, address: request.ip });
      const headers = request.raw.headersDistinct;
      if (isStopping) throw stopping();
      if (open.size >= maxStreams) throw tooMany("all callers", "MAX_STREAMS", maxStreams);
      if ((openByFlow.get(flow) ?? 0) >= maxStreamsPerCaller)
        throw tooMany("this caller", "MAX_STREAMS_PER_CALLER", maxStreamsPerCaller);
      const ending = new AbortController();
      let endsAt = validUntil;
      const expiry = createTimer(endIfExpired, (err) => request.log.error({ err }, "unexpected error"));

      function endIfExpired(): void {
        if (endsAt === null) return;
        const leftMs = endsAt.getTime() - clock().now.getTime();
        if (leftMs > 0) expiry.setIn(leftMs);
        else ending.abort(expired());
      }

      open.add(ending);
      count(flow, 1);
      endIfExpired();
      return {
        signal: ending.signal,
        async renew() {
          try {
            const caller = await authenticate(headers, clock());
            endsAt = caller.validUntil;
            return { permissions: caller.permissions };
          } catch (error) {
            if (error instanceof AuthenticationError) logAuthenticationError(request, error);
            throw error;
          }
        },
        close() {
          expiry.clear();
          open.delete(ending);
          count(flow, -1);
        },
      };
    },

    /** Ends all streams, and opens no more. */
    endAll(): void {
      isStopping = true;
      for (const ending of open) ending.abort(stopping());
    },
  };
}

function tooMany(whose: string, setting: string, maximum: number) {
  return limitExceeded(
    `Too many streams of ${whose} are open: ${setting} allows ${maximum}. Close some of them, or open the stream again later.`,
  );
}

function expired(): HttpError {
  return new HttpError(
    401,
    "UNAUTHENTICATED",
    "The token has expired. Open the stream again with a new token.",
  );
}

function stopping(): HttpError {
  return new HttpError(503, "UNAVAILABLE", "This replica is shutting down. Open the stream again.");
}
