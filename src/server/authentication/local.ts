import type { IncomingHttpHeaders } from "node:http";
import { everything } from "../../domain/permissions.js";
import type { Admitted } from "./authenticate.js";
import type { NoAuthentication } from "./config.js";
import { RefusalError } from "./refusal.js";

const loopbackPattern = /^(?:localhost|.+\.localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]|::1)$/i;

/** Whether only programs on this machine reach the address. */
export function isLoopback(host: string): boolean {
  return loopbackPattern.test(host);
}

/**
 * Lets everybody in who has reached the gateway on its loopback address. A page on the web can make a browser reach that
 * too, under a name of its own that it lets point there (DNS rebinding): such a name is not let in.
 */
export function admitLocal({ host }: IncomingHttpHeaders, { saidTwice }: NoAuthentication): Admitted {
  const isLocal = host === undefined || isLoopback(host.replace(/:[0-9]*$/, ""));
  if (saidTwice || isLocal) return { viewer: null, permissions: everything };
  throw new RefusalError(
    403,
    "A gateway without authentication answers under the names of this machine only, such as localhost.",
    "HOST_NOT_LOOPBACK",
  );
}
