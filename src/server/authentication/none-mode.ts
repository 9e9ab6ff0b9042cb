import { fullAccess } from "../../domain/permissions.js";
import type { AuthenticatedCaller, DistinctHeaders } from "./authenticated-caller.js";
import { AuthenticationError } from "./authentication-error.js";
import type { NoAuthentication } from "./authentication-modes.js";
import { hasLoopbackHost } from "./loopback.js";

/**
 * Gives every caller full access. Without ALLOW_UNAUTHENTICATED, only loopback host names are accepted: a web page can point
 * its own domain at 127.0.0.1 and so reach the gateway through the user's browser (DNS rebinding).
 */
export function authenticateLocal(
  headers: DistinctHeaders,
  { isConfirmed }: NoAuthentication,
): AuthenticatedCaller {
  if (isConfirmed || hasLoopbackHost(headers))
    return { viewer: null, permissions: fullAccess, validUntil: null };
  throw new AuthenticationError(
    403,
    "This gateway has no authentication, so it accepts only loopback host names, such as localhost. Use one of them, or set AUTHENTICATION.",
    "HOST_NOT_LOOPBACK",
  );
}
