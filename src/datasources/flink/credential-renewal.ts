import { setTimeout as sleep } from "node:timers/promises";
import type { KinesisAnalyticsV2ClientConfig } from "@aws-sdk/client-kinesis-analytics-v2";
import { CredentialsError, CredentialsPendingError } from "../../upstream/credentials-error.js";
import type { Deadline } from "../../upstream/deadlines.js";
import { waitFor } from "../../upstream/deadlines.js";
import { pauseAfterFailureMs, renewalWaitMs, renewedAfterMs, renewedBeforeExpiryMs } from "./constants.js";

export type CredentialProvider = Extract<
  NonNullable<KinesisAnalyticsV2ClientConfig["credentials"]>,
  (...given: never[]) => unknown
>;
type Credentials = Awaited<ReturnType<CredentialProvider>>;

type LastingCredentials = Credentials & { readonly expiration: Date };

interface RenewalOptions {
  /** How long one resolution can take before another may begin. */
  readonly timeoutMs: number;
  /** Called if renewal fails while the last credentials are still valid. */
  readonly onRenewalFailed: (error: unknown) => void;
}

/**
 * Resolves and renews the credentials of a chain: one resolution at a time, which all callers share. Its result is kept even if
 * it comes after their deadlines. If renewal fails, uses the old credentials until they expire, by the system's clock, as the
 * SDK does.
 */
export function renewedCredentials(
  chain: () => Promise<Credentials>,
  { timeoutMs, onRenewalFailed }: RenewalOptions,
) {
  let last: Credentials | null = null;
  /** `last` with the expiry of the time when it was resolved. It decides when they are renewed. */
  let given: LastingCredentials | null = null;
  let renewedBeforeMs = renewedBeforeExpiryMs;
  let startedCount = 0;
  let keptPosition = 0;
  let failedAt = Number.NEGATIVE_INFINITY;
  let running: Promise<Credentials> | null = null;

  const isValid = () => last !== null && (last.expiration?.getTime() ?? Date.now() + 1) > Date.now();

  /** Begins a resolution, unless one is running. */
  function resolve(): Promise<Credentials> {
    running ??= resolveOnce().finally(() => {
      running = null;
    });
    return running;
  }

  async function resolveOnce(): Promise<Credentials> {
    startedCount += 1;
    const position = startedCount;
    const resolving = chain().then((resolved) => {
      // A resolution that has timed out can end after the one that replaced it.
      if (position < keptPosition) return resolved;
      keptPosition = position;
      const credentials = withValidExpiry(resolved);
      const { expiration } = credentials;
      // Otherwise, credentials that live for less than five minutes would be renewed for each call.
      const halfLifeMs = ((expiration?.getTime() ?? Number.POSITIVE_INFINITY) - Date.now()) / 2;
      renewedBeforeMs = Math.min(renewedBeforeExpiryMs, halfLifeMs);
      last = credentials;
      given = lasting(credentials);
      return credentials;
    });
    const late = sleep(timeoutMs, null, { ref: false });
    try {
      const resolved = await Promise.race([resolving, late]);
      if (resolved !== null) return resolved;
      throw new CredentialsError(`the AWS credentials did not arrive within ${timeoutMs} ms`);
    } catch (error) {
      failedAt = performance.now();
      throw error;
    }
  }

  /** Renews valid credentials. Does not wait long for a slow chain, because the old credentials still work. */
  async function renew(): Promise<void> {
    const isOld = given === null || given.expiration.getTime() - Date.now() < renewedBeforeMs;
    if (!isOld || performance.now() - failedAt < pauseAfterFailureMs) return;
    await Promise.race([resolve().catch(onRenewalFailed), sleep(renewalWaitMs, null, { ref: false })]);
  }

  return {
    /** The provider for the AWS SDK, which calls it when there are no credentials or they must be renewed. */
    async provide(): Promise<Credentials> {
      if (last === null || !isValid()) return lasting(await resolve());
      await renew();
      return lasting(last);
    },

    /** Waits until there are valid credentials, so that their resolution takes no time from a call. */
    async meet(deadline: Deadline): Promise<void> {
      if (!isValid()) await waitFor(resolve(), deadline);
    },

    /** Returns the error for a caller whose deadline has passed; null if no resolution is running. */
    pending: () =>
      running === null || isValid()
        ? null
        : new CredentialsPendingError("the AWS credentials have not arrived yet"),
  };
}

/** Drops an expiry that is not an instant. A program can print any text. */
function withValidExpiry({ expiration, ...credentials }: Credentials): Credentials {
  return expiration === undefined || Number.isNaN(expiration.getTime())
    ? credentials
    : { ...credentials, expiration };
}

/**
 * Gives credentials without an expiry one, so that the SDK renews them. If the system's clock is set back, it moves too: the time
 * left is never more than the monotonic clock says.
 */
function lasting({ expiration: own, ...credentials }: Credentials): LastingCredentials {
  if (own !== undefined) return { ...credentials, expiration: own };
  const lifetimeMs = renewedBeforeExpiryMs + renewedAfterMs;
  const [expiresAt, endsAt] = [Date.now() + lifetimeMs, performance.now() + lifetimeMs];
  return {
    ...credentials,
    get expiration() {
      return new Date(Math.min(expiresAt, Date.now() + endsAt - performance.now()));
    },
  };
}
