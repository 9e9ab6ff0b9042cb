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
}

/** Adds the CORS and security headers. */
export async function addBrowserRules(
  app: FastifyInstance,
  { corsOrigins, hasLandingPage }: BrowserRules,
): Promise<void> {
  const headers = securityHeaders(hasLandingPage);
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
