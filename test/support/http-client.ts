import { createHttpClient } from "../../src/network/http-client.js";
import type { NetworkSettings } from "../../src/network/network-settings.js";

/** Creates a client that uses no proxy. */
export function testHttpClient(settings: Partial<NetworkSettings> = {}, connectTimeoutMs = 3_000) {
  return createHttpClient(
    { proxies: {}, certificateAuthorities: null, keepAliveTimeoutMs: 10_000, ...settings },
    connectTimeoutMs,
  );
}
