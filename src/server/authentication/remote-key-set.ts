import type { FetchImplementation, JSONWebKeySet, JWTVerifyGetKey } from "jose";
import { createLocalJWKSet, createRemoteJWKSet, customFetch, errors } from "jose";
import type { Logger } from "pino";
import type { HttpClient } from "../../network/http-client.js";
import { detailOf } from "../../upstream/classify-failure.js";
import { localShortageOf } from "../../upstream/local-shortage.js";
import { readResponseBody } from "../../upstream/response-body.js";
import {
  keySetCooldownMs,
  keySetKeptMs,
  keySetPauseMs,
  keySetRefreshMs,
  keySetTimeoutMs,
  maxKeySetBytes,
} from "./constants.js";

/** Thrown if the issuer's keys cannot be fetched. Every other error of a key set is about the token or the key that it names. */
export class KeysUnavailableError extends Error {
  override readonly name = "KeysUnavailableError";
}

/** The public keys of an issuer. */
export interface KeySet {
  /** Throws KeysUnavailableError if the keys cannot be fetched. */
  readonly keyFor: JWTVerifyGetKey;
  /** Grows when the keys change. */
  readonly version: () => number;
  /** Call it for each request. */
  readonly refreshIfOld: () => void;
}

/** What fetching keys needs. */
export interface RemoteKeySetDependencies {
  readonly logger: Logger;
  readonly httpClient: HttpClient;
}

/** Creates a key set that never changes. */
export function createFixedKeySet(keys: JSONWebKeySet["keys"]): KeySet {
  return { keyFor: createLocalJWKSet({ keys }), version: () => 0, refreshIfOld: () => {} };
}

/**
 * Fetches an issuer's public keys on first use, when they are old, and when a token names an unknown key. Cached keys stay
 * in use while the issuer is unreachable.
 */
export function createRemoteKeySet(url: URL, { logger, httpClient }: RemoteKeySetDependencies): KeySet {
  let fetched: string | undefined;
  let version = 0;
  let triedAt = Number.NEGATIVE_INFINITY;
  let fetchedAt = Number.NEGATIVE_INFINITY;
  let failedAt = Number.NEGATIVE_INFINITY;
  let lastFailure: unknown;

  async function fetchKeys(
    ...[href, { headers, signal }]: Parameters<FetchImplementation>
  ): Promise<Response> {
    const now = performance.now();
    if (now - failedAt < keySetPauseMs)
      throw new KeysUnavailableError("The last fetch of the issuer's keys failed a moment ago.", {
        cause: lastFailure,
      });
    triedAt = now;
    try {
      const response = await httpClient.send({
        url: new URL(href),
        method: "GET",
        headers: Object.fromEntries(headers),
        signal,
        kind: "READ",
      });
      const body = await readResponseBody(response.body, maxKeySetBytes);
      if (response.status !== 200) throw new Error(`The issuer returned HTTP ${response.status}.`);
      const text = body.toString();
      // Throws here for an invalid key set, so that it counts as a failed fetch and the pause applies.
      createLocalJWKSet(JSON.parse(text));
      if (text !== fetched) version += 1;
      fetched = text;
      fetchedAt = now;
      return new Response(text, { status: 200 });
    } catch (thrown) {
      const error = localShortageOf(thrown) ?? thrown;
      failedAt = performance.now();
      lastFailure = error;
      logger.warn({ problem: problemOf(error) }, "cannot fetch the issuer's keys");
      throw new KeysUnavailableError("The issuer's keys cannot be fetched.", { cause: error });
    }
  }

  const keys = createRemoteJWKSet(url, {
    timeoutDuration: keySetTimeoutMs,
    cacheMaxAge: keySetKeptMs,
    cooldownDuration: keySetCooldownMs,
    [customFetch]: fetchKeys,
  });

  /** Checks both durations again by the monotonic clock. The library counts by the system's clock, which can be set back. */
  async function keyFor(...given: Parameters<JWTVerifyGetKey>): ReturnType<typeof keys> {
    if (performance.now() - fetchedAt > keySetKeptMs) await keys.reload();
    try {
      return await keys(...given);
    } catch (error) {
      const isPausing = performance.now() - triedAt < keySetCooldownMs;
      if (isPausing || !(error instanceof errors.JWKSNoMatchingKey)) throw error;
      await keys.reload();
      return keys(...given);
    }
  }

  return {
    keyFor,
    version: () => version,
    refreshIfOld(): void {
      const isOld = performance.now() - triedAt > keySetRefreshMs;
      // Requests use the cached keys meanwhile.
      if (isOld && keys.jwks() !== undefined) keys.reload().catch(() => {});
    },
  };
}

function problemOf(error: unknown): string {
  const { name, message } = error instanceof Error ? error : new Error("unknown");
  return detailOf(error) ?? `${name}: ${message}`;
}
