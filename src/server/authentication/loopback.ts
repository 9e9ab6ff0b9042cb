import type { DistinctHeaders } from "./authenticated-caller.js";

const loopbackPattern = /^(?:localhost|.+\.localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]|::1)$/i;

/** Whether the address can be reached only from this machine. */
export function isLoopback(host: string): boolean {
  return loopbackPattern.test(host);
}

/** Whether the `host` header names this machine's loopback interface. */
export function hasLoopbackHost({ host = [] }: DistinctHeaders): boolean {
  return host.every((name) => {
    const url = `http://${name}/`;
    return URL.canParse(url) && isLoopback(new URL(url).hostname);
  });
}
