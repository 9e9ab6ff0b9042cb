import type { FastifyRequest } from "fastify";
import type { Admitted, Authenticate } from "./authenticate.js";
import { logRefusal, RefusalError } from "./refusal.js";

export interface DoorOptions {
  readonly authenticate: Authenticate;
  readonly clock: () => Date;
  /** Whether browsers are shown a page, which has no credentials before somebody types them into it. */
  readonly hasLandingPage: boolean;
}

/** Where callers come in: before anything of their bodies is read. */
export function createDoor({ authenticate, clock, hasLandingPage }: DoorOptions) {
  const admitted = new WeakMap<FastifyRequest, Admitted>();

  const isForPage = ({ method, headers }: FastifyRequest) =>
    hasLandingPage && method === "GET" && headers.accept?.includes("text/html") === true;

  return {
    /** Throws RefusalError for who is not let in. */
    async admit(request: FastifyRequest): Promise<void> {
      try {
        admitted.set(request, await authenticate(request.raw.headersDistinct, clock()));
      } catch (error) {
        // Should it want more than the page, it will be refused then.
        if (error instanceof RefusalError && isForPage(request)) return;
        if (error instanceof RefusalError) logRefusal(request, error);
        throw error;
      }
    },

    /** Whom the request comes from; throws for a page's own request, should it ask for more than the page. */
    whoAsks(request: FastifyRequest): Admitted {
      const who = admitted.get(request);
      if (who !== undefined) return who;
      const error = new RefusalError(401, "The request has no credentials.", "NO_CREDENTIALS", {
        "www-authenticate": "Bearer",
      });
      logRefusal(request, error);
      throw error;
    },
  };
}
