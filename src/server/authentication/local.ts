import { everything } from "../../domain/permissions.js";
import type { Admitted, DistinctHeaders } from "./authenticate.js";
import type { NoAuthentication } from "./config.js";
import { RefusalError } from "./refusal.js";

const loopbackPattern = /^(?:localhost|.+\.localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]|::1)$/i;

/** Whether only programs on this machine reach the address. */
export function isLoopback(host: string): boolean {
  return loopbackPattern.test(host);
}

/** Whether the request is made under a name of this machine. */
export function isForThisMachine({ host = [] }: DistinctHeaders): boolean {
  return host.every((name) => {
    const url = `http://${name}/`;
    return URL.canParse(url) && isLoopback(new URL(url).hostname);
  });
}

/**
 * Lets everybody in who has reached the gateway on its loopback address. A page on the web can make a browser reach that
 * too, under a name of its own that it lets point there (DNS rebinding): such a name is not let in.
 */
export function admitLocal(headers: DistinctHeaders, { saidTwice }: NoAuthentication): Admitted {
  if (saidTwice || isForThisMachine(headers)) return { viewer: null, permissions: everything };
  throw new RefusalError(
    403,
    "A gateway without authentication answers under the names of this machine only, such as localhost.",
    "HOST_NOT_LOOPBACK",
  );
}
