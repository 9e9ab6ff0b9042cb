import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { flowOf } from "../../domain/caller.js";
import type { Admission } from "../../scheduling/admission.js";
import { OverloadedError } from "../../scheduling/admission.js";
import { overloadedRetrySeconds } from "../http/constants.js";
import { HttpError } from "../http/http-error.js";
import { requestTimeoutMsOf } from "./request-deadline.js";

declare module "fastify" {
  interface FastifyRequest {
    /** How long the request waited for admission, in milliseconds. */
    waitedMs: number;
  }
}

export interface RequestAdmissionOptions {
  readonly admission: Pick<Admission, "admitRequest">;
  readonly requestTimeoutMs: number;
}

export type RequestAdmission = ReturnType<typeof createRequestAdmission>;

/** Delays requests while the event loop is busy. The wait is part of the time that a request may take. */
export function createRequestAdmission(
  app: FastifyInstance,
  { admission, requestTimeoutMs }: RequestAdmissionOptions,
) {
  app.decorateRequest("waitedMs", 0);
  return {
    /**
     * Waits for the admission of the request. Returns false if its client has disconnected meanwhile, before anything was done.
     * Throws HttpError if the request is refused.
     */
    async wait(request: FastifyRequest, { raw }: FastifyReply): Promise<boolean> {
      const viewer = request.authenticatedCaller?.viewer ?? null;
      const admitted = admission.admitRequest(flowOf({ viewer, address: request.ip }));
      if (admitted !== null) {
        const arrivedAtMs = performance.now();
        await admitted.catch(overloaded);
        request.waitedMs = performance.now() - arrivedAtMs;
      }
      return !raw.destroyed;
    },

    /** Returns how long the request may still take, in milliseconds; null if that is the configured time. */
    timeLeftMsOf(request: FastifyRequest): number | null {
      const timeoutMs = requestTimeoutMsOf(request);
      if (request.waitedMs === 0) return timeoutMs;
      return Math.max(1, Math.min(timeoutMs ?? requestTimeoutMs, requestTimeoutMs) - request.waitedMs);
    },
  };
}

function overloaded(error: unknown): never {
  if (!(error instanceof OverloadedError)) throw error;
  throw new HttpError(
    503,
    // Not UNAVAILABLE: an alert uses that code for tokens that cannot be checked.
    "DEADLINE_EXCEEDED",
    "The gateway is too busy: requests of this caller have waited for too long (MAX_QUEUE_WAIT_MS). Nothing was done. Retry later, with fewer requests at once.",
    { "retry-after": String(overloadedRetrySeconds) },
  );
}
