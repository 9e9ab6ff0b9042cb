import type { FastifyRequest } from "fastify";
import type { Clock } from "../../domain/time/clock.js";
import { prefersHtml } from "../http/media-type.js";
import type { Authenticate, AuthenticatedCaller } from "./authenticated-caller.js";
import { AuthenticationError, logAuthenticationError } from "./authentication-error.js";

export interface AuthenticationHookOptions {
  readonly authenticate: Authenticate;
  readonly clock: Clock;
  /** Whether the landing page is served. A browser loads it without credentials; the user enters them there. */
  readonly hasLandingPage: boolean;
}

declare module "fastify" {
  interface FastifyRequest {
    /** Null until the caller is authenticated, and if only the landing page may be served. */
    authenticatedCaller: AuthenticatedCaller | null;
  }
}

/** Authenticates requests before their bodies are read. */
export function createAuthenticationHook({ authenticate, clock, hasLandingPage }: AuthenticationHookOptions) {
  const isForPage = ({ method, headers }: FastifyRequest) =>
    hasLandingPage && method === "GET" && prefersHtml(headers.accept);

  function reject(request: FastifyRequest, error: unknown): void {
    // Only the page is served without credentials: `callerOf` rejects a request for data.
    if (error instanceof AuthenticationError && isForPage(request)) return;
    if (error instanceof AuthenticationError) logAuthenticationError(request, error);
    throw error;
  }

  return {
    /** Sets the caller of the request. Throws AuthenticationError if it rejects the request. */
    authenticate(request: FastifyRequest): void | Promise<void> {
      try {
        const caller = authenticate(request.raw.headersDistinct, clock());
        if (!(caller instanceof Promise)) {
          request.authenticatedCaller = caller;
          return;
        }
        return caller.then(
          (known) => {
            request.authenticatedCaller = known;
          },
          (error: unknown) => reject(request, error),
        );
      } catch (error) {
        reject(request, error);
      }
    },

    /** Returns the caller of an authenticated request. Throws AuthenticationError if only the page may be served. */
    callerOf(request: FastifyRequest): AuthenticatedCaller {
      const caller = request.authenticatedCaller;
      if (caller !== null) return caller;
      const error = new AuthenticationError(
        401,
        "The request has no valid credentials. Send them with the operation, for example as authorization: Bearer <token>.",
        "NO_CREDENTIALS",
        { "www-authenticate": "Bearer" },
      );
      logAuthenticationError(request, error);
      throw error;
    },
  };
}

export type AuthenticationHook = ReturnType<typeof createAuthenticationHook>;
