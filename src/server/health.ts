import type { FastifyInstance } from "fastify";

/** `/livez` says that the process works; `/readyz` that it wants requests. */
export function addHealthRoutes(app: FastifyInstance, isReady: () => boolean): void {
  app.get("/livez", { logLevel: "silent" }, async () => ({ status: "ok" }));
  app.get("/readyz", { logLevel: "silent" }, async (_request, reply) => {
    if (isReady()) return { status: "ok" };
    return reply.code(503).send({ status: "draining" });
  });
}
