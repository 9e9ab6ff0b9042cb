import { createLocalJWKSet, createRemoteJWKSet, customFetch } from "jose";
import type { Logger } from "pino";
import { readResponseBody } from "../../upstream/response-body.js";
import {
  keySetKeptMs,
  keySetPauseMs,
  keySetRefreshMs,
  keySetTimeoutMs,
  maxKeySetBytes,
} from "./constants.js";

/** An issuer's public keys: asked for once, again when they are old or a token names another, and kept while it is away. */
export function createRemoteKeySet(url: URL, logger: Logger) {
  let triedAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;

  async function fetchKeys(...given: Parameters<typeof fetch>): Promise<Response> {
    const now = performance.now();
    if (now - failedAt < keySetPauseMs) throw new Error("The keys could not be had a moment ago.");
    triedAt = now;
    try {
      const response = await fetch(...given);
      const body = await readResponseBody(response.body ?? [], maxKeySetBytes);
      if (response.status !== 200) throw new Error(`The issuer answers with ${response.status}.`);
      const text = body.toString();
      // What is no set of keys throws here, and is not asked for again at once.
      createLocalJWKSet(JSON.parse(text));
      return new Response(text, { status: 200 });
    } catch (error) {
      failedAt = performance.now();
      const { name, message, cause } = error instanceof Error ? error : new Error("unknown");
      logger.warn(
        { problem: cause instanceof Error ? cause.message : `${name}: ${message}` },
        "the keys of the issuer could not be had",
      );
      throw error;
    }
  }

  const keys = createRemoteJWKSet(url, {
    timeoutDuration: keySetTimeoutMs,
    cacheMaxAge: keySetKeptMs,
    [customFetch]: fetchKeys,
  });

  return (...given: Parameters<typeof keys>): ReturnType<typeof keys> => {
    const isOld = performance.now() - triedAt > keySetRefreshMs;
    // Whoever waits is answered by the keys that are there.
    if (isOld && keys.jwks() !== undefined) keys.reload().catch(() => {});
    return keys(...given);
  };
}
