import helmet from "@fastify/helmet";
import type { FastifyInstance } from "fastify";
import { corsMaxAgeSeconds } from "./constants.js";

export interface BrowserRules {
  /** The origins whose pages may read answers (CORS); `*` for all. */
  readonly corsOrigins: readonly string[];
  /** Whether there is a page, whose scripts come from elsewhere. */
  readonly hasLandingPage: boolean;
}

/** What browsers may do with answers. */
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
  // It is no part of every start.
  const { fastifyCors } = await import("@fastify/cors");
  await app.register(fastifyCors, {
    origin: corsOrigins.includes("*") ? "*" : [...corsOrigins],
    methods: ["GET", "POST"],
    exposedHeaders: ["x-request-id", "retry-after"],
    maxAge: corsMaxAgeSeconds,
  });
}
