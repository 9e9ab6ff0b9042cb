import type { FastifyInstance } from "fastify";

/** `/livez` says that the process works; `/readyz` that it wants requests. Both are 503 once it stops. */
export function addHealthRoutes(app: FastifyInstance): void {
  for (const path of ["/livez", "/readyz"]) {
    app.get(path, { logLevel: "silent" }, async () => ({ status: "ok" }));
  }
}
