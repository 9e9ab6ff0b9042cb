import { ConnectTimeoutError } from "./connect-timeout-error.js";
import type { ProxyVariables } from "./network-settings.js";

/** Thrown if a request failed because of a proxy. The request has not reached its host. The message contains no password. */
export class ProxyError extends Error {
  override readonly name = "ProxyError";
}

/** The request that failed. */
interface FailedRequest {
  /** The protocol of its URL. */
  readonly protocol: string;
  /** Whether it had a connection, open or not. A request through a tunnel gets one only when the tunnel is open. */
  readonly hasSocket: boolean;
}

/** Returns a ProxyError if the proxy is the reason for the error; otherwise the error itself. */
export function asProxyError(
  error: Error,
  { protocol, hasSocket }: FailedRequest,
  proxies: ProxyVariables,
): Error {
  const isTls = protocol === "https:";
  const variable = isTls ? "HTTPS_PROXY" : "HTTP_PROXY";
  const { [variable]: proxy } = proxies;
  if (proxy === undefined || (isTls && hasSocket)) return error;
  const { hostname, port, protocol: scheme } = new URL(proxy);
  const address = { hostname, port: Number(port || (scheme === "https:" ? 443 : 80)) };
  const problem = problemOf(error, address) ?? (isTls ? tunnelProblem(error) : null);
  if (problem === null) return error;
  return new ProxyError(`the proxy ${hostname}:${address.port} (${variable}) ${problem}`, { cause: error });
}

interface Address {
  readonly hostname: string;
  readonly port: number;
}

/** The members of Node.js's errors about names, connections and tunnels. */
interface NetworkError {
  readonly code?: string;
  readonly syscall?: string;
  readonly hostname?: string;
  readonly port?: number;
  readonly statusCode?: number;
}

/** Returns what is wrong with the proxy at this address; null if the error is not about it. */
function problemOf(error: Error & NetworkError, address: Address): string | null {
  const { code, syscall, hostname, port, statusCode } =
    error instanceof AggregateError ? ((error.errors[0] ?? error) as NetworkError) : error;
  if (code === "ERR_PROXY_TUNNEL") {
    return statusCode === undefined
      ? "closed the connection before the tunnel was open"
      : refusal(statusCode);
  }
  if (syscall === "getaddrinfo" && hostname === address.hostname) return `has an unknown host name: ${code}`;
  if (syscall === "connect" && port === address.port) return `cannot be reached: ${code}`;
  return null;
}

/** Returns why a tunnel did not open; null if its request was cancelled. */
function tunnelProblem(error: Error & NetworkError): string | null {
  if (error instanceof ConnectTimeoutError) return `did not open a tunnel: ${error.message}`;
  return error.name === "AbortError" ? null : `cannot be used: ${error.code ?? error.name}`;
}

/** The status of a proxy that requires a user name and a password (RFC 9110, section 15.5.8). */
export const proxyAuthenticationRequired = 407;

function refusal(status: number): string {
  // tinyproxy returns 401 for a wrong password.
  return [401, proxyAuthenticationRequired].includes(status)
    ? `rejected the gateway with HTTP ${status}: check the user name and the password in the variable`
    : `did not open a tunnel: HTTP ${status}`;
}

/** Returns the error for a proxy that answers a plain HTTP request itself. */
export function proxyRejected(status: number): ProxyError {
  return new ProxyError(`the proxy (HTTP_PROXY) ${refusal(status)}`);
}
