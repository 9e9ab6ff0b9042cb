import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import { corsMaxAgeSeconds } from "./constants.js";

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
  await app.register(helmet, {
    contentSecurityPolicy: hasLandingPage
      ? false
      : { useDefaults: false, directives: { defaultSrc: ["'none'"], frameAncestors: ["'none'"] } },
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
