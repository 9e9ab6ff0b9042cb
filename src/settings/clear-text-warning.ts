import type { ConfigurationFault } from "./configuration-fault.js";
import { isLoopback } from "./loopback.js";

/** Warns if calls to the endpoint leave this machine without TLS. */
export function clearTextWarning(key: string, endpoint: string | undefined): readonly ConfigurationFault[] {
  if (endpoint === undefined || !URL.canParse(endpoint)) return [];
  const { protocol, hostname } = new URL(endpoint);
  if (protocol !== "http:" || isLoopback(hostname)) return [];
  const message = "has no TLS, so credentials and data cross the network unencrypted. Use https.";
  return [{ key, message }];
}
