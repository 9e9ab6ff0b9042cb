import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { HttpError } from "./http-error.js";

const methods = ["GET", "HEAD"];

interface ReadOnlyRoute {
  readonly url: string;
  /** Names what the route serves, at the start of a message. */
  readonly subject: string;
  readonly onRequest?: (request: FastifyRequest) => Promise<void>;
  readonly handler: (request: FastifyRequest, reply: FastifyReply) => Promise<FastifyReply>;
}

/** Adds a route that accepts only GET and HEAD. */
export function addReadOnlyRoute(
  app: FastifyInstance,
  { url, subject, handler, onRequest = async () => {} }: ReadOnlyRoute,
): void {
  app.route({ url, method: methods, onRequest, handler });
  app.route({
    url,
    method: ["POST", "PUT", "PATCH", "DELETE"],
    async onRequest() {
      const message = `${subject} accepts only ${methods.join(" and ")} requests.`;
      throw new HttpError(405, "METHOD_NOT_ALLOWED", message, { allow: methods.join(", ") });
    },
    async handler() {},
  });
}
