import { isLoopback } from "../../settings/loopback.js";
import type { DistinctHeaders } from "./authenticated-caller.js";

/** A host and a port, in the forms that clients usually send. */
const plainLoopbackPattern = /^(?:localhost|127\.0\.0\.1)(?::[0-9]{1,5})?$/;

/** Whether the `host` header names this machine's loopback interface. */
export function hasLoopbackHost({ host = [] }: DistinctHeaders): boolean {
  return host.every((name) => {
    // Most requests: not worth a URL.
    if (plainLoopbackPattern.test(name)) return true;
    const url = `http://${name}/`;
    return URL.canParse(url) && isLoopback(new URL(url).hostname);
  });
}
