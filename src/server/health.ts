import type { FastifyInstance } from "fastify";

/**
 * `/livez` says that the process works; `/readyz` that it wants requests. While the gateway stops, no new connection
 * is taken, and fastify answers 503 on those that are open.
 */
export function addHealthRoutes(app: FastifyInstance): void {
  for (const path of ["/livez", "/readyz"]) {
    app.get(path, { logLevel: "silent" }, async () => ({ status: "ok" }));
  }
}
