import type { FastifyRequest } from "fastify";
import type { Authenticate, AuthenticatedCaller } from "./authenticated-caller.js";
import { AuthenticationError, logAuthenticationError } from "./authentication-error.js";

export interface AuthenticationHookOptions {
  readonly authenticate: Authenticate;
  readonly clock: () => Date;
  /** Whether the landing page is served. A browser loads it without credentials; the user enters them there. */
  readonly hasLandingPage: boolean;
}

/** Authenticates requests before their bodies are read. */
export function createAuthenticationHook({ authenticate, clock, hasLandingPage }: AuthenticationHookOptions) {
  const callers = new WeakMap<FastifyRequest, AuthenticatedCaller>();

  const isForPage = ({ method, headers }: FastifyRequest) =>
    hasLandingPage && method === "GET" && headers.accept?.includes("text/html") === true;

  return {
    /** Throws AuthenticationError if it rejects the request. */
    async authenticate(request: FastifyRequest): Promise<void> {
      try {
        callers.set(request, await authenticate(request.raw.headersDistinct, clock()));
      } catch (error) {
        // Only the page is served without credentials: `callerOf` rejects a request for data.
        if (error instanceof AuthenticationError && isForPage(request)) return;
        if (error instanceof AuthenticationError) logAuthenticationError(request, error);
        throw error;
      }
    },

    /** Returns the caller of an authenticated request. Throws AuthenticationError if only the page may be served. */
    callerOf(request: FastifyRequest): AuthenticatedCaller {
      const caller = callers.get(request);
      if (caller !== undefined) return caller;
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
