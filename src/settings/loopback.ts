const loopbackPattern = /^(?:localhost|.+\.localhost|127(?:\.[0-9]{1,3}){3}|\[::1\]|::1)$/i;

/** Whether the address can be reached only from this machine. */
export function isLoopback(host: string): boolean {
  return loopbackPattern.test(host);
}
