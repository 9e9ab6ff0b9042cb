import type { FastifyRequest } from "fastify";
import type { Authenticate, AuthenticatedCaller } from "./authenticated-caller.js";
import { AuthenticationError, logAuthenticationError } from "./authentication-error.js";

export interface AuthenticationHookOptions {
  readonly authenticate: Authenticate;
  readonly clock: () => Date;
  /** Whether browsers get a page. It has no credentials until someone types them into it. */
  readonly hasLandingPage: boolean;
}

/** Authenticates requests before any of their bodies is read. */
export function createAuthenticationHook({ authenticate, clock, hasLandingPage }: AuthenticationHookOptions) {
  const callers = new WeakMap<FastifyRequest, AuthenticatedCaller>();

  const isForPage = ({ method, headers }: FastifyRequest) =>
    hasLandingPage && method === "GET" && headers.accept?.includes("text/html") === true;

  return {
    /** Throws AuthenticationError for a request that may not pass. */
    async authenticate(request: FastifyRequest): Promise<void> {
      try {
        callers.set(request, await authenticate(request.raw.headersDistinct, clock()));
      } catch (error) {
        // If it asks for more than the page, `callerOf` refuses it.
        if (error instanceof AuthenticationError && isForPage(request)) return;
        if (error instanceof AuthenticationError) logAuthenticationError(request, error);
        throw error;
      }
    },

    /** The caller of an authenticated request. Throws AuthenticationError for the request of a page without credentials. */
    callerOf(request: FastifyRequest): AuthenticatedCaller {
      const caller = callers.get(request);
      if (caller !== undefined) return caller;
      const error = new AuthenticationError(401, "The request has no credentials.", "NO_CREDENTIALS", {
        "www-authenticate": "Bearer",
      });
      logAuthenticationError(request, error);
      throw error;
    },
  };
}

export type AuthenticationHook = ReturnType<typeof createAuthenticationHook>;
