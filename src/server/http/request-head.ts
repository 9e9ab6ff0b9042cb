import type { FastifyInstance } from "fastify";
import { HttpError } from "./http-error.js";

/**
 * Rejects requests with a missing or repeated host (RFC 9112, section 3.2), or with an unknown expectation (RFC 9110, section 10.1.1).
 * Node.js would do so without a message.
 */
export function checkRequestHeads(app: FastifyInstance): void {
  app.server.on("checkExpectation", (request, response) => app.server.emit("request", request, response));
  app.addHook("onRequest", ({ raw: { httpVersion, headers, headersDistinct } }, _reply, done) => {
    if ((headersDistinct.host?.length ?? 0) > 1) {
      return done(new HttpError(400, "BAD_REQUEST", "The request has more than one host header. Send one."));
    }
    if (httpVersion !== "1.1") return done();
    if (headers.host === undefined) {
      return done(new HttpError(400, "BAD_REQUEST", "The host header is missing. HTTP/1.1 requires it."));
    }
    if (headers.expect !== undefined && headers.expect.toLowerCase() !== "100-continue") {
      return done(
        new HttpError(417, "BAD_REQUEST", "The gateway supports only expect: 100-continue. Omit the header."),
      );
    }
    done();
  });
}
