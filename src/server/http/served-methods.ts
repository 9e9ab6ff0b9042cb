import type { FastifyInstance } from "fastify";
import { HttpError } from "./http-error.js";

/**
 * Responds to every request that no route serves: to OPTIONS with the methods of the path in `allow`, to another method with 405,
 * and to another path with 404. This happens before a body is read.
 */
export function limitMethods(app: FastifyInstance, { hasCors }: { readonly hasCors: boolean }): void {
  const methodsByPath = new Map<string, string[]>();
  app.addHook("onRoute", ({ url, method }) => {
    const methods = [method].flat().filter((each) => each !== "OPTIONS");
    if (methods.length > 0) methodsByPath.set(url, [...(methodsByPath.get(url) ?? []), ...methods]);
  });
  const allMethods = () => [...new Set([...methodsByPath.values()].flat())];

  app.addHook("onRequest", (request, reply, done) => {
    const { method, headers, url } = request;
    if (method !== "OPTIONS" && !request.is404) return done();
    const path = pathOf(url);
    // An asterisk means the server itself (RFC 9110, section 9.3.7).
    const methods = path === "*" ? allMethods() : methodsByPath.get(path);
    if (methods === undefined) return done(notFound(meantPath(path, methodsByPath)));
    const allow = [...methods, "OPTIONS"].join(", ");
    if (method !== "OPTIONS") {
      const message = `${path} accepts only the methods ${allow}.`;
      return done(new HttpError(405, "METHOD_NOT_ALLOWED", message, { allow }));
    }
    if (headers["access-control-request-method"] !== undefined && !hasCors) return done(noCors());
    // Not 204, whose response cannot have a length: some browsers then wait for a body.
    reply.code(200).headers({ allow, "content-length": "0" }).send();
  });
}

/** Returns the path of a request target, which can be a whole URL (RFC 9112, section 3.2.2). */
function pathOf(target: string): string {
  const path = /^https?:/i.test(target) && URL.canParse(target) ? new URL(target).pathname : target;
  const [encoded = ""] = path.split("?");
  try {
    return decodeURI(encoded);
  } catch {
    return encoded;
  }
}

/** Returns the known path that differs from this one only in case or slashes. Returns null if no path does. */
function meantPath(path: string, known: ReadonlyMap<string, unknown>): string | null {
  const plain = `/${path.toLowerCase().split("/").filter(Boolean).join("/")}`;
  return known.has(plain) ? plain : null;
}

function notFound(meant: string | null): HttpError {
  const remedy =
    meant === null
      ? "Send GraphQL requests as POST to /graphql; probes are at /livez and /readyz."
      : `Use ${meant}, exactly as it is written here.`;
  return new HttpError(404, "NOT_FOUND", `There is nothing at this path. ${remedy}`);
}

/** Apollo Server's message would be about CSRF. */
function noCors(): HttpError {
  return new HttpError(
    400,
    "BAD_REQUEST",
    "The gateway does not accept requests from pages of other origins. To allow a page, add its origin to CORS_ORIGINS.",
  );
}
