import type { DistinctHeaders } from "./authenticated-caller.js";

const loopbackPattern = /^(?:localhost|.+\.localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]|::1)$/i;

/** Whether only programs on this machine reach the address. */
export function isLoopback(host: string): boolean {
  return loopbackPattern.test(host);
}

/** Whether the request is made under a name of this machine. */
export function hasLoopbackHost({ host = [] }: DistinctHeaders): boolean {
  return host.every((name) => {
    const url = `http://${name}/`;
    return URL.canParse(url) && isLoopback(new URL(url).hostname);
  });
}
