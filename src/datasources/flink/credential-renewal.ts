import { setTimeout as sleep } from "node:timers/promises";
import type { KinesisAnalyticsV2ClientConfig } from "@aws-sdk/client-kinesis-analytics-v2";
import { CredentialsError } from "../../upstream/credentials-error.js";
import { pauseAfterFailureMs, renewedAfterMs, renewedBeforeExpiryMs } from "./constants.js";

export type CredentialProvider = Extract<
  NonNullable<KinesisAnalyticsV2ClientConfig["credentials"]>,
  (...given: never[]) => unknown
>;
type Credentials = Awaited<ReturnType<CredentialProvider>>;

/**
 * Renews the credentials of a chain before they expire. If renewal fails, uses the old ones until they expire, by the
 * system's clock, as the SDK does. `timeoutMs` limits each call of the chain.
 */
export function renewedCredentials(chain: CredentialProvider, timeoutMs: number): CredentialProvider {
  let last: Credentials | null = null;
  let failedAt = Number.NEGATIVE_INFINITY;

  async function read(options: Parameters<CredentialProvider>[0]): Promise<Credentials> {
    const late = sleep(timeoutMs, null, { ref: false });
    const given = await Promise.race([chain(options), late]);
    if (given === null) throw new Error("The credential chain timed out.");
    return given;
  }

  return async (options) => {
    const isValid = last !== null && (last.expiration?.getTime() ?? Date.now() + 1) > Date.now();
    const isPausing = performance.now() - failedAt < pauseAfterFailureMs;
    if (last !== null && isValid && isPausing) return lasting(last);
    try {
      last = await read(options);
    } catch (error) {
      failedAt = performance.now();
      if (last === null || !isValid) {
        throw new CredentialsError("the AWS credential chain returned no credentials", { cause: error });
      }
    }
    return lasting(last);
  };
}

/**
 * Gives credentials without an expiry one, so that the SDK renews them. If the system's clock is set back, it moves too: the time
 * left is never more than the monotonic clock says.
 */
function lasting(credentials: Credentials): Credentials {
  if (credentials.expiration !== undefined) return credentials;
  const lifetimeMs = renewedBeforeExpiryMs + renewedAfterMs;
  const [expiresAt, endsAt] = [Date.now() + lifetimeMs, performance.now() + lifetimeMs];
  return {
    ...credentials,
    get expiration() {
      return new Date(Math.min(expiresAt, Date.now() + endsAt - performance.now()));
    },
  };
}
