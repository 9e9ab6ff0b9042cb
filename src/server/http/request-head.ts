import type { FastifyInstance } from "fastify";
import { HttpError } from "./http-error.js";

/** Rejects requests that Node.js would reject without saying why: without a host, or with an unknown expectation. */
export function checkRequestHeads(app: FastifyInstance): void {
  app.server.on("checkExpectation", (request, response) => app.server.emit("request", request, response));
  app.addHook("onRequest", ({ raw: { httpVersion, headers } }, _reply, done) => {
    if (httpVersion !== "1.1") return done();
    if (headers.host === undefined) {
      return done(new HttpError(400, "BAD_REQUEST", "The host header is missing. HTTP/1.1 requires it."));
    }
    if (headers.expect !== undefined && !/\b100-continue\b/i.test(headers.expect)) {
      return done(
        new HttpError(417, "BAD_REQUEST", "The gateway supports only expect: 100-continue. Omit the header."),
      );
    }
    done();
  });
}
