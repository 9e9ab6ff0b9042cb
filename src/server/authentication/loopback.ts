import type { DistinctHeaders } from "./authenticated-caller.js";

const loopbackPattern = /^(?:localhost|.+\.localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]|::1)$/i;

/** A host and a port, in the forms that clients usually send. */
const plainLoopbackPattern = /^(?:localhost|127\.0\.0\.1)(?::[0-9]{1,5})?$/;

/** Whether the address can be reached only from this machine. */
export function isLoopback(host: string): boolean {
  return loopbackPattern.test(host);
}

/** Whether the `host` header names this machine's loopback interface. */
export function hasLoopbackHost({ host = [] }: DistinctHeaders): boolean {
  return host.every((name) => {
    // Most requests: not worth a URL.
    if (plainLoopbackPattern.test(name)) return true;
    const url = `http://${name}/`;
    return URL.canParse(url) && isLoopback(new URL(url).hostname);
  });
}
