import { fullAccess } from "../../domain/permissions.js";
import type { AuthenticatedCaller, DistinctHeaders } from "./authenticated-caller.js";
import { AuthenticationError } from "./authentication-error.js";
import type { NoAuthentication } from "./authentication-modes.js";
import { hasLoopbackHost } from "./loopback.js";

/**
 * Lets everybody in who has reached the gateway on its loopback address. A page on the web can make a browser reach that
 * too, under a name of its own that it lets point there (DNS rebinding): such a name is not let in.
 */
export function authenticateLocal(
  headers: DistinctHeaders,
  { isConfirmed }: NoAuthentication,
): AuthenticatedCaller {
  if (isConfirmed || hasLoopbackHost(headers)) return { viewer: null, permissions: fullAccess };
  throw new AuthenticationError(
    403,
    "A gateway without authentication answers under the names of this machine only, such as localhost.",
    "HOST_NOT_LOOPBACK",
  );
}
