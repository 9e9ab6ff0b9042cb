import { Socket } from "node:net";
import type { FastifyInstance } from "fastify";
import helmet from "helmet";
import { corsMaxAgeSeconds } from "./constants.js";
import { IncomingMessage, ServerResponse } from "./node-http.js";

export interface BrowserRules {
  /** The origins whose pages can read responses (CORS); `*` for all. */
  readonly corsOrigins: readonly string[];
  /** Whether the landing page is served. Its scripts come from another origin. */
  readonly hasLandingPage: boolean;
  /** The request headers that responses depend on, apart from `origin`. */
  readonly varyBy: readonly string[];
}

/** Adds the CORS and security headers, and `vary`. */
export async function addBrowserRules(
  app: FastifyInstance,
  { corsOrigins, hasLandingPage, varyBy }: BrowserRules,
): Promise<void> {
  const headers = { ...securityHeaders(hasLandingPage), vary: varyBy.join(", ") };
  app.addHook("onRequest", (_request, reply, done) => {
    reply.headers(headers);
    done();
  });
  if (corsOrigins.length === 0) return;
  // Imported only if needed, to keep startup fast.
  const { fastifyCors } = await import("@fastify/cors");
  await app.register(fastifyCors, {
    origin: corsOrigins.includes("*") ? "*" : [...corsOrigins],
    methods: ["GET", "POST"],
    exposedHeaders: ["x-request-id", "retry-after"],
    // `limitMethods` sends the response, which lists the methods of the path for requests that are no preflight too.
    strictPreflight: false,
    preflightContinue: true,
    maxAge: corsMaxAgeSeconds,
  });
}

/** Runs helmet once, on a response that is never sent: its headers are the same for every response. */
function securityHeaders(hasLandingPage: boolean): Readonly<Record<string, string>> {
  const request = new IncomingMessage(new Socket());
  const response = new ServerResponse(request);
  helmet({
    contentSecurityPolicy: hasLandingPage
      ? false
      : { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
  })(request, response, () => {});
  return Object.fromEntries(
    Object.entries(response.getHeaders()).map(([name, value]) => [name, String(value)]),
  );
}
