import { setTimeout as sleep } from "node:timers/promises";
import type { KinesisAnalyticsV2ClientConfig } from "@aws-sdk/client-kinesis-analytics-v2";
import { CredentialsError } from "../upstream/credentials-error.js";

export type CredentialProvider = Extract<
  NonNullable<KinesisAnalyticsV2ClientConfig["credentials"]>,
  (...given: never[]) => unknown
>;
type Credentials = Awaited<ReturnType<CredentialProvider>>;

/** The SDK asks its provider anew when less than this is left until the end of what it was given. */
const renewedBeforeEndMs = 5 * 60_000;

/** Credentials that do not say when they end are asked for again so often: somebody may have replaced them in their file. */
const renewedAfterMs = 60_000;

/** After it has failed, what is still valid is used for so long before it is asked again. */
const pauseAfterFailureMs = 10_000;

/**
 * The credentials of a chain, as the SDK is to use them: renewed in time, and used to their end where they cannot be. By the
 * system's clock, as the SDK itself reckons. The chain has `longestMs` to give them.
 */
export function createCredentials(chain: CredentialProvider, longestMs: number): CredentialProvider {
  let last: Credentials | null = null;
  let failedAt = Number.NEGATIVE_INFINITY;

  async function ask(options: Parameters<CredentialProvider>[0]): Promise<Credentials> {
    const late = sleep(longestMs, null, { ref: false });
    const given = await Promise.race([chain(options), late]);
    if (given === null) throw new Error("The credential chain takes too long.");
    return given;
  }

  return async (options) => {
    const isValid = last !== null && (last.expiration?.getTime() ?? Date.now() + 1) > Date.now();
    const isPausing = Date.now() - failedAt < pauseAfterFailureMs;
    if (last !== null && isValid && isPausing) return lasting(last);
    try {
      last = await ask(options);
    } catch (error) {
      failedAt = Date.now();
      if (last === null || !isValid) {
        throw new CredentialsError("the AWS credential chain gave none", { cause: error });
      }
    }
    return lasting(last);
  };
}

function lasting(credentials: Credentials): Credentials {
  const { expiration = new Date(Date.now() + renewedBeforeEndMs + renewedAfterMs) } = credentials;
  return { ...credentials, expiration };
}
